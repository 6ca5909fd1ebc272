import assert from "node:assert/strict";
import { test } from "node:test";

import {
  addSteps,
  decodeCodes,
  decodeMask,
  decodePoints,
  findSorted,
  projectX,
  projectY,
} from "../../pages/components/map/web/codec.js";

const toBase64 = (bytes) => Buffer.from(bytes).toString("base64");

test("steps add up from the first value", () => {
  assert.deepEqual([...addSteps([100000, 1, 5, 0])], [100000, 100001, 100006, 100006]);
  assert.deepEqual([...addSteps([-50, 20, -7])], [-50, -30, -37]);
  assert.deepEqual([...addSteps([])], []);
});

test("Mercator puts Greenwich and the equator in the middle, and the north up", () => {
  assert.equal(projectX(0), 0.5);
  assert.equal(projectX(-180), 0);
  assert.ok(Math.abs(projectY(0) - 0.5) < 1e-12);
  assert.ok(projectY(55) < projectY(50));
  // the square map ends at this latitude by definition
  assert.ok(Math.abs(projectY(85.0511287798066)) < 1e-9);
});

test("points come back in order, with those without a place marked", () => {
  const points = decodePoints({
    steps_per_degree: 100000,
    urn: [100000, 2],
    lon: [-12345, 0],
    lat: [5150000, 0],
    missing: [1],
  });
  assert.equal(points.count, 2);
  assert.deepEqual([...points.urn], [100000, 100002]);
  assert.deepEqual([...points.located], [1, 0]);
  assert.equal(points.x[0], projectX(-0.12345));
  assert.equal(points.y[0], projectY(51.5));
});

test("columns of different length are refused", () => {
  const packed = { steps_per_degree: 1, urn: [1, 1], lon: [0], lat: [0, 0], missing: [] };
  assert.throws(() => decodePoints(packed), /2 URNs, 1 and 2 places/);
});

test("a mask has one bit for each school, the first in the highest", () => {
  assert.deepEqual([...decodeMask(toBase64([0b10100000, 0b10000000]), 9)], [1, 0, 1, 0, 0, 0, 0, 0, 1]);
  assert.deepEqual([...decodeMask(null, 3)], [1, 1, 1]);
  assert.throws(() => decodeMask(toBase64([1]), 9), /1 bytes for 9 schools/);
});

test("codes are little-endian pairs, and the highest stands for none", () => {
  assert.deepEqual([...decodeCodes(toBase64([1, 0, 0, 1, 255, 255]), 3)], [1, 256, -1]);
  assert.throws(() => decodeCodes(toBase64([1, 0]), 3), /2 bytes for 3 schools/);
});

test("a URN is found by halving", () => {
  const urns = Int32Array.from([100000, 100002, 100007, 150000]);
  assert.deepEqual(
    [100000, 100002, 100007, 150000].map((urn) => findSorted(urns, urn)),
    [0, 1, 2, 3],
  );
  assert.deepEqual([1, 100001, 999999].map((urn) => findSorted(urns, urn)), [-1, -1, -1]);
  assert.equal(findSorted(new Int32Array(0), 5), -1);
});
