import assert from "node:assert/strict";
import { test } from "node:test";

import {
  MOST_POINTS,
  addPoint,
  hint,
  isWhole,
  measureKm,
  tellSize,
  traceArea,
  writeArea,
} from "../../pages/components/map/web/sketch.js";

const LEEDS = [-1.5491, 53.8008];
const YORK = [-1.0815, 53.9591];
const HULL = [-0.3367, 53.7457];

test("a degree north is 111 km, and Leeds to York 35", () => {
  assert.ok(Math.abs(measureKm([0, 51], [0, 52]) - (6371 * Math.PI) / 180) < 1e-9);
  assert.ok(Math.abs(measureKm(LEEDS, YORK) - 35.3) < 0.3);
  assert.equal(measureKm(LEEDS, LEEDS), 0);
});

test("a polygon takes points up to the most, a circle two", () => {
  let points = [];
  for (let k = 0; k < MOST_POINTS + 5; k += 1) points = addPoint("polygon", points, [k / 100, 53]);
  assert.equal(points.length, MOST_POINTS);
  const circle = addPoint("circle", addPoint("circle", [], LEEDS), YORK);
  assert.deepEqual(circle, [LEEDS, YORK]);
  assert.deepEqual(addPoint("circle", circle, HULL), circle);
});

test("a circle of a few metres is a slip", () => {
  assert.deepEqual(addPoint("circle", [LEEDS], [LEEDS[0] + 0.0001, LEEDS[1]]), [LEEDS]);
});

test("an area is whole with three points, a circle with two", () => {
  assert.deepEqual(
    [1, 2, 3].map((count) => isWhole("polygon", [LEEDS, YORK, HULL].slice(0, count))),
    [false, false, true],
  );
  assert.ok(isWhole("circle", [LEEDS, YORK]) && !isWhole("circle", [LEEDS]));
});

test("the points given are not changed", () => {
  const points = Object.freeze([LEEDS]);
  assert.deepEqual(addPoint("polygon", points, YORK), [LEEDS, YORK]);
});

test("Python is told with five decimals and kilometres with two", () => {
  assert.equal(
    writeArea("polygon", [LEEDS, YORK, HULL]),
    "polygon:-1.54910,53.80080;-1.08150,53.95910;-0.33670,53.74570",
  );
  assert.match(writeArea("circle", [LEEDS, YORK]), /^circle:-1\.54910,53\.80080,35\.\d\d$/);
});

test("a circle is no larger than Python takes", () => {
  assert.match(writeArea("circle", [[-6, 50], [2, 57]]), /,500\.00$/);
});

test("the ring of a circle is as far from its middle as its edge", () => {
  const ring = traceArea("circle", [LEEDS, YORK]);
  const km = measureKm(LEEDS, YORK);
  for (const point of ring) assert.ok(Math.abs(measureKm(LEEDS, point) - km) < km * 0.02);
  assert.equal(traceArea("circle", [LEEDS]), null);
  assert.equal(traceArea("polygon", []), null);
});

test("the hint says how to begin, go on, finish and leave", () => {
  assert.match(hint("polygon", []), /space bar/);
  assert.match(hint("polygon", [LEEDS]), /1 point\..*Escape cancels/);
  assert.match(hint("polygon", [LEEDS, YORK, HULL]), /3 points\..*Enter.*finishes; Escape/);
  assert.match(hint("polygon", Array(MOST_POINTS).fill(LEEDS)), /no more are possible/);
  assert.match(hint("circle", []), /middle of the circle/);
  assert.match(hint("circle", [LEEDS]), /where the circle ends/);
});

test("the size is told while a circle grows", () => {
  assert.match(tellSize("circle", [LEEDS], YORK), /^35\.\d km$/);
  assert.equal(tellSize("circle", [], YORK), "");
  assert.equal(tellSize("circle", [LEEDS], null), "");
  assert.equal(tellSize("polygon", [LEEDS], YORK), "");
});
