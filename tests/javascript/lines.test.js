import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import {
  describeLine,
  groupByWeight,
  readLines,
  shareAt,
  weightOf,
} from "../../pages/components/map/web/lines.js";

const line = (weight, ...places) => ({
  properties: weight === null ? {} : { weight },
  geometry: { type: "LineString", coordinates: places },
});

test("a weight is taken within reason, and a poor one is the usual one", () => {
  assert.equal(weightOf({ weight: 2.5 }), 2.5);
  assert.equal(weightOf({ weight: 500 }), 12);
  for (const weight of [undefined, null, 0, -2, "wide", NaN]) assert.equal(weightOf({ weight }), 3);
  assert.equal(weightOf(null), 3);
  assert.equal(weightOf({ weight: "wide" }, 1.5), 1.5);
});

test("a line is described by its layer and its name, where it has one", () => {
  assert.equal(describeLine("Seam", { properties: { name: "A / B" } }), "Seam: A / B");
  assert.equal(describeLine("Seam", { properties: {} }), "Seam");
  assert.equal(describeLine("Seam", { properties: null }), "Seam");
});

test("lines of one width are one group, the narrow first, and none is lost", () => {
  const both = {
    properties: { weight: 4 },
    geometry: { type: "MultiLineString", coordinates: [[[1, 50], [2, 51]], [[3, 52], [4, 53]]] },
  };
  const nowhere = { properties: { weight: 4 }, geometry: null };
  const features = [both, nowhere, line(null, [5, 54], [6, 55]), line(4, [7, 56], [8, 57])];
  assert.deepEqual(groupByWeight(features, 2), [
    [2, [[[54, 5], [55, 6]]]],
    [4, [[[50, 1], [51, 2]], [[52, 3], [53, 4]], [[56, 7], [57, 8]]]],
  ]);
  assert.deepEqual(groupByWeight([], 2), []);
});

test("far off, lines are narrower", () => {
  assert.ok(shareAt(7.5) < shareAt(8));
  assert.equal(shareAt(8), 1);
});

test("lines are read from the command, as they are or packed, or else from their file", async () => {
  const features = { type: "FeatureCollection", features: [line(2, [0, 50], [1, 51])] };
  const packed = gzipSync(JSON.stringify(features)).toString("base64");
  const nothing = { features: null, packed: null, file: null };
  const fail = () => assert.fail("no file is needed");
  assert.equal(await readLines({ ...nothing, features }, fail), features);
  assert.deepEqual(await readLines({ ...nothing, packed }, fail), features);
  const url = `data:application/json,${encodeURIComponent(JSON.stringify(features))}`;
  const asked = [];
  const urlOf = (name) => asked.push(name) && url;
  assert.deepEqual(await readLines({ ...nothing, file: "lines-cut.json.gz" }, urlOf), features);
  assert.deepEqual(asked, ["lines-cut.json.gz"]);
});
