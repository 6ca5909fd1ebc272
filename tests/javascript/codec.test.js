import assert from "node:assert/strict";
import { test } from "node:test";

import {
  addSteps,
  decodeCodes,
  decodeLines,
  decodeMask,
  decodeNames,
  decodePlanes,
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

test("planes hold the lowest bytes first, counted from the origin", () => {
  // 1 and 0x010203, as three planes of two bytes
  const planes = toBase64([1, 3, 0, 2, 0, 1]);
  assert.deepEqual([...decodePlanes({ origin: -10, planes }, 2)], [-9, 0x010203 - 10]);
  assert.throws(() => decodePlanes({ origin: 0, planes }, 3), /6 bytes for 3 schools/);
});

test("points come back in order, with those without a place marked", () => {
  const points = decodePoints({
    steps_per_degree: 100000,
    urn: [100000, 2],
    lon: { origin: -12345, planes: toBase64([0, 0, 0, 0, 0, 0]) },
    lat: { origin: 5149999, planes: toBase64([1, 0, 0, 0, 0, 0]) },
    missing: [1],
  });
  assert.equal(points.count, 2);
  assert.deepEqual([...points.urn], [100000, 100002]);
  assert.deepEqual([...points.located], [1, 0]);
  assert.equal(points.x[0], projectX(-0.12345));
  assert.equal(points.y[0], projectY(51.5));
});

test("names are a head and a common ending", () => {
  const tail = toBase64([1, 0]);
  const packed = { tails: ["", " Primary School"], head: ["Fierté", "Ash"], tail };
  assert.deepEqual(decodeNames(packed), ["Fierté Primary School", "Ash"]);
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

test("lines are steps from a first place, longitude before latitude", () => {
  assert.deepEqual(decodeLines([[-4000, 108000, 0, 200, 1, -1]], 2000), [
    [
      [54, -2],
      [54.1, -2],
      [54.0995, -1.9995],
    ],
  ]);
  assert.deepEqual(decodeLines([], 2000), []);
});
