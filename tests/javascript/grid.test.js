import assert from "node:assert/strict";
import { test } from "node:test";

import { buildGrid, findCoincident, findNearest } from "../../pages/components/map/web/grid.js";

function place(pairs, located = pairs.map(() => 1)) {
  return {
    count: pairs.length,
    x: Float64Array.from(pairs, ([x]) => x),
    y: Float64Array.from(pairs, ([, y]) => y),
    located: Uint8Array.from(located),
  };
}

/* The same answer by looking at every point. */
function searchAll(points, x, y, radius, shown) {
  let best = -1;
  let least = radius ** 2;
  for (let i = 0; i < points.count; i += 1) {
    const square = (points.x[i] - x) ** 2 + (points.y[i] - y) ** 2;
    if (shown[i] && points.located[i] && square <= least && (best < 0 || square < least)) {
      best = i;
      least = square;
    }
  }
  return best;
}

/* A small generator with a seed (Lehmer), so that a failure repeats. */
function makeRandom(seed) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

test("the nearest shown point within reach is found", () => {
  const points = place([
    [0, 0],
    [1, 0],
    [5, 5],
  ]);
  const grid = buildGrid(points, 4);
  const all = new Uint8Array([1, 1, 1]);
  assert.equal(findNearest(grid, 0.6, 0, 1, all), 1);
  assert.equal(findNearest(grid, 0.4, 0, 1, all), 0);
  assert.equal(findNearest(grid, 3, 3, 1, all), -1);
  assert.equal(findNearest(grid, 0.6, 0, 1, new Uint8Array([1, 0, 1])), 0);
});

test("it agrees with looking at every point", () => {
  const random = makeRandom(11);
  const points = place(
    Array.from({ length: 500 }, () => [random(), random()]),
    Array.from({ length: 500 }, () => (random() < 0.9 ? 1 : 0)),
  );
  const shown = Uint8Array.from({ length: 500 }, () => (random() < 0.5 ? 1 : 0));
  const grid = buildGrid(points, 16);
  let hits = 0;
  for (let k = 0; k < 400; k += 1) {
    const [x, y, radius] = [random() * 1.4 - 0.2, random() * 1.4 - 0.2, random() * 0.1];
    const found = findNearest(grid, x, y, radius, shown);
    assert.equal(found, searchAll(points, x, y, radius, shown));
    hits += found >= 0 ? 1 : 0;
  }
  assert.ok(hits > 50 && hits < 400);
});

test("schools on one place are listed together, hidden ones left out", () => {
  const points = place([
    [2, 2],
    [1, 1],
    [2, 2],
    [2, 2],
    [2.0001, 2],
  ]);
  const grid = buildGrid(points);
  assert.deepEqual(findCoincident(grid, 3, new Uint8Array([1, 1, 1, 1, 1])), [0, 2, 3]);
  assert.deepEqual(findCoincident(grid, 3, new Uint8Array([0, 1, 1, 1, 1])), [2, 3]);
});

test("one point, none, and none with a place are no trouble", () => {
  const one = buildGrid(place([[3, 4]]));
  assert.equal(findNearest(one, 3, 4, 0.1, new Uint8Array([1])), 0);
  const none = buildGrid(place([]));
  assert.equal(findNearest(none, 0, 0, 1, new Uint8Array(0)), -1);
  const lost = buildGrid(place([[3, 4]], [0]));
  assert.equal(findNearest(lost, 3, 4, 1, new Uint8Array([1])), -1);
});
