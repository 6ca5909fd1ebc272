import assert from "node:assert/strict";
import { test } from "node:test";

import {
  createAddress,
  findPage,
  readHash,
  writeHash,
} from "../../pages/components/map/web/address.js";

const LIMITS = { zoom: [4.5, 17], lat: [47.5, 58], lon: [-11, 6] };
const read = (hash) => readHash(hash, LIMITS);

/* A frame in a page, as far as the address goes. */
function makeFrame(path = "/map", search = "?colour=tsh", hash = "") {
  const calls = [];
  const page = new EventTarget();
  page.location = { pathname: path, search, hash };
  page.history = { state: { kept: 1 }, replaceState: (...what) => calls.push(what) };
  const frame = new EventTarget();
  frame.parent = page;
  frame.console = { warn: () => calls.push("warned") };
  return { frame, page, calls };
}

test("a view comes back as it was written", () => {
  const view = { zoom: 8.5, lat: 53.1234, lon: -1.5, outlines: 100 };
  assert.equal(writeHash(view), "#map=8.5/53.1234/-1.5000");
  assert.deepEqual(read(writeHash(view)), view);
  const faint = { ...view, outlines: 0 };
  assert.equal(writeHash(faint), "#map=8.5/53.1234/-1.5000&outlines=0");
  assert.deepEqual(read(writeHash(faint)), faint);
});

test("a place within a step of zero has a sign and is read", () => {
  assert.deepEqual(read(writeHash({ zoom: 9, lat: 51, lon: -0.00001, outlines: 100 })), {
    zoom: 9,
    lat: 51,
    lon: -0,
    outlines: 100,
  });
});

for (const hash of [
  "",
  "#",
  "#the-map",
  "#map=",
  "#map=8/53",
  "#map=8/53/-1/2",
  "#map=8/53/-1&",
  "#map=8/53/-1&outlines=",
  "#map=8/53/-1&outlines=101",
  "#map=8/53/-1&outlines=-5",
  "#map=8/53/-1&evil=1",
  "#map=8/53/-1\n",
  " #map=8/53/-1",
  "#map=1e1/53/-1",
  "#map=0x8/53/-1",
  "#map=8/NaN/-1",
  "#map=8/53/Infinity",
  "#map=8/+53/-1",
  "#map=٨/53/-1",
  "#map=3/53/-1",
  "#map=18/53/-1",
  "#map=8/47.4/-1",
  "#map=8/58.1/-1",
  "#map=8/53/-11.1",
  "#map=8/53/6.1",
  "#map=<img src=x onerror=alert(1)>",
  "#map=8/53/-1;alert(1)",
  `#map=${"9".repeat(1e5)}/53/-1`,
]) {
  test(`${JSON.stringify(hash.slice(0, 40))} is no view`, () => assert.equal(read(hash), null));
}

test("the address is replaced, with path, query and state as they were", () => {
  const { frame, calls } = makeFrame();
  createAddress(frame).write("#map=8.0/53.0000/-1.0000");
  assert.deepEqual(calls, [[{ kept: 1 }, "", "/map?colour=tsh#map=8.0/53.0000/-1.0000"]]);
});

test("what is there already is not written, nor is another page's address", () => {
  const { frame, page, calls } = makeFrame("/map", "", "#map=8.0/53.0000/-1.0000");
  const address = createAddress(frame);
  assert.equal(address.read(), "#map=8.0/53.0000/-1.0000");
  address.write("#map=8.0/53.0000/-1.0000");
  page.location.pathname = "/data";
  address.write("#map=9.0/53.0000/-1.0000");
  assert.deepEqual(calls, []);
});

test("a browser that refuses is no error", () => {
  const { frame, page, calls } = makeFrame();
  page.history.replaceState = () => {
    throw new Error("too often");
  };
  createAddress(frame).write("#map=8.0/53.0000/-1.0000");
  assert.deepEqual(calls, ["warned"]);
});

test("going back is heard until the frame goes", () => {
  const { frame, page } = makeFrame();
  let heard = 0;
  createAddress(frame).watch(() => {
    heard += 1;
  });
  page.dispatchEvent(new Event("popstate"));
  page.dispatchEvent(new Event("hashchange"));
  assert.equal(heard, 2);
  frame.dispatchEvent(new Event("pagehide"));
  page.dispatchEvent(new Event("popstate"));
  assert.equal(heard, 2);
});

test("a file by itself and a frame in a sandbox work without an address", () => {
  const alone = {};
  alone.parent = alone;
  const sandboxed = {
    get parent() {
      throw new Error("SecurityError");
    },
  };
  for (const frame of [alone, sandboxed]) {
    assert.equal(findPage(frame), null);
    const address = createAddress(frame);
    assert.equal(address.read(), "");
    assert.equal(address.write("#map=8.0/53.0000/-1.0000"), undefined);
    assert.equal(address.watch(assert.fail), undefined);
  }
});

test("a view the page drops from its address is told, but not on a step back", async () => {
  const { frame, page } = makeFrame();
  page.navigation = new EventTarget();
  const told = [];
  createAddress(frame).watchLoss(() => told.push(page.location.hash));
  const change = async (navigationType, hash) => {
    page.location.hash = hash;
    page.navigation.dispatchEvent(Object.assign(new Event("currententrychange"), { navigationType }));
    await new Promise((done) => {
      setTimeout(done, 5);
    });
  };
  await change("traverse", "");
  await change("push", "#map=8.0/53.0000/-1.0000");
  assert.deepEqual(told, []);
  await change("push", "");
  await change("replace", "");
  assert.deepEqual(told, ["", ""]);
  frame.dispatchEvent(new Event("pagehide"));
  await change("push", "");
  assert.equal(told.length, 2);
});

test("a browser that does not tell of such changes is left in peace", () => {
  const { frame } = makeFrame();
  createAddress(frame).watchLoss(() => assert.fail());
});
