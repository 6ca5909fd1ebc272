import assert from "node:assert/strict";
import { test } from "node:test";

import { projectX, projectY } from "../../pages/components/map/web/codec.js";
import { chooseTowns, countAt } from "../../pages/components/map/web/towns.js";

const ZOOMS = [5, 6, 7, 8, 9, 10, 11, 12];

/* 170 towns all over England, the place of each made from its rank. */
function invent() {
  const ranks = [...Array(170).keys()];
  return {
    name: ranks.map((rank) => `Town ${rank}`),
    lon: ranks.map((rank) => -5 + ((rank * 37) % 170) * (6 / 170)),
    lat: ranks.map((rank) => 50.5 + ((rank * 59) % 170) * (4 / 170)),
  };
}

test("more towns are named as one zooms in, until one is among the schools of a town", () => {
  const counts = ZOOMS.map(countAt);
  for (let k = 1; k < counts.length; k += 1) assert.ok(counts[k] > counts[k - 1]);
  assert.equal(countAt(13), 0);
});

test("the largest is always named, and none twice", () => {
  const towns = invent();
  for (const zoom of ZOOMS) {
    const chosen = chooseTowns(towns, towns.name.map(() => 60), zoom);
    assert.equal(chosen[0], 0);
    assert.equal(new Set(chosen).size, chosen.length);
    assert.ok(chosen.length <= countAt(zoom));
  }
});

test("no name lies over another", () => {
  const towns = invent();
  const widths = [...towns.name.keys()].map((k) => 30 + (k % 7) * 15);
  for (const zoom of ZOOMS) {
    const scale = 256 * 2 ** zoom;
    const boxes = chooseTowns(towns, widths, zoom).map((k) => ({
      x: projectX(towns.lon[k]) * scale,
      y: projectY(towns.lat[k]) * scale,
      half: widths[k] / 2,
    }));
    boxes.forEach((one, k) => {
      for (const other of boxes.slice(k + 1)) {
        const across = Math.abs(one.x - other.x) < one.half + other.half;
        assert.ok(!(across && Math.abs(one.y - other.y) < 16));
      }
    });
  }
});

test("a small town gives way to a larger neighbour", () => {
  const towns = { name: ["Large", "Small"], lon: [-1, -1.01], lat: [53, 53] };
  assert.deepEqual(chooseTowns(towns, [60, 60], 6), [0]);
  assert.deepEqual(chooseTowns({ ...towns, lon: [-1, -1.2] }, [60, 60], 12), [0, 1]);
});

test("no towns are no trouble", () => {
  assert.deepEqual(chooseTowns({ name: [], lon: [], lat: [] }, [], 9), []);
});
