import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { gzipSync } from "node:zlib";

import { fetchJson, parseJson } from "../../pages/components/map/web/fetching.js";

afterEach(() => {
  mock.restoreAll();
  delete globalThis.localsFiles;
});

const answer = (body, headers = { "content-type": "application/gzip" }, status = 200) =>
  new Response(body, { status, headers });

test("gzip is unpacked, and what a proxy has unpacked is read as it is", async () => {
  const text = JSON.stringify({ name: "Fierté" });
  assert.deepEqual(await parseJson(new Uint8Array(gzipSync(text))), { name: "Fierté" });
  assert.deepEqual(await parseJson(new TextEncoder().encode(text)), { name: "Fierté" });
});

test("a file is fetched once for all who ask", async () => {
  const get = mock.method(globalThis, "fetch", async () => answer(gzipSync("[1]")));
  const both = await Promise.all([fetchJson("a.gz"), fetchJson("a.gz")]);
  assert.deepEqual(both, [[1], [1]]);
  assert.equal(get.mock.callCount(), 1);
});

test("a stumble is tried again", async () => {
  let calls = 0;
  mock.method(globalThis, "fetch", async () => {
    calls += 1;
    return calls === 1 ? answer("", {}, 503) : answer(gzipSync("[2]"));
  });
  assert.deepEqual(await fetchJson("b.gz"), [2]);
});

test("a failure is told with its address, and forgotten", async () => {
  mock.method(globalThis, "fetch", async () => answer("", {}, 404));
  await assert.rejects(fetchJson("c.gz"), /c\.gz: HTTP 404/);
  mock.restoreAll();
  mock.method(globalThis, "fetch", async () => answer(gzipSync("[3]")));
  assert.deepEqual(await fetchJson("c.gz"), [3]);
});

test("a front page in place of data is a failure", async () => {
  const page = { "content-type": "text/html; charset=utf-8" };
  mock.method(globalThis, "fetch", async () => answer("<!doctype html>", page));
  await assert.rejects(fetchJson("d.gz"), /expected data, got a web page/);
});

test("a saved map reads the files it holds and asks no network for others", async () => {
  const get = mock.method(globalThis, "fetch", async () => answer(gzipSync("[4]")));
  globalThis.localsFiles = { "e.gz": gzipSync('{"name":"Fierté"}').toString("base64") };
  assert.deepEqual(await fetchJson("./e.gz"), { name: "Fierté" });
  await assert.rejects(fetchJson("./f.gz"), /f\.gz: not among the saved files/);
  await assert.rejects(fetchJson("./toString"), /not among the saved files/);
  assert.equal(get.mock.callCount(), 0);
});
