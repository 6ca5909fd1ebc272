import assert from "node:assert/strict";
import { test } from "node:test";

import {
  findFeatures,
  findLines,
  indexFeatures,
  indexLines,
  isInside,
} from "../../pages/components/map/web/shapes.js";

const square = (x, y, size) => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
  [x, y],
];

test("a hole is outside", () => {
  const rings = [square(0, 0, 10), square(4, 4, 2)];
  assert.equal(isInside(rings, 1, 1), true);
  assert.equal(isInside(rings, 5, 5), false);
  assert.equal(isInside(rings, 11, 5), false);
});

test("a point on a shared edge lies in exactly one of the two", () => {
  const west = [square(0, 0, 2)];
  const east = [square(2, 0, 2)];
  assert.equal(Number(isInside(west, 2, 1)) + Number(isInside(east, 2, 1)), 1);
});

test("every footprint that holds a place is found, islands and overlaps too", () => {
  const feature = (name, geometry) => ({ properties: { name }, geometry });
  const index = indexFeatures([
    feature("mainland", { type: "Polygon", coordinates: [square(0, 0, 4)] }),
    feature("isles", { type: "MultiPolygon", coordinates: [[square(8, 8, 1)], [square(2, 2, 1)]] }),
    feature("nowhere", null),
  ]);
  const names = (x, y) => findFeatures(index, x, y).map(({ properties }) => properties.name);
  assert.deepEqual(names(2.5, 2.5), ["mainland", "isles"]);
  assert.deepEqual(names(8.5, 8.5), ["isles"]);
  assert.deepEqual(names(6, 6), []);
});

test("lines within reach are found, by the nearest part of any of their parts", () => {
  const feature = (name, type, coordinates) => ({
    properties: { name },
    geometry: { type, coordinates },
  });
  const index = indexLines([
    feature("west to east", "LineString", [[-2, 53], [0, 53]]),
    feature("two", "MultiLineString", [[[-3, 50], [-3, 51]], [[-1, 53.02], [-1, 54]]]),
    feature("a point twice", "LineString", [[-1, 53.05], [-1, 53.05]]),
    { properties: { name: "none" }, geometry: null },
  ]);
  const names = (lon, lat, reach) =>
    findLines(index, lon, lat, reach).map(({ properties }) => properties.name);
  assert.deepEqual(names(-1, 53.01, 0.0101), ["west to east", "two"]);
  assert.deepEqual(names(-1, 53.01, 0.009), []);
  assert.deepEqual(names(-1, 53.05, 0.001), ["two", "a point twice"]);
  assert.deepEqual(names(0.011, 53, 0.01), ["west to east"]); // a degree east is shorter
  assert.deepEqual(names(0.02, 53, 0.01), []);
  assert.deepEqual(names(-2.5, 50.5, 0.1), []);
});
