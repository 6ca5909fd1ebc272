import assert from "node:assert/strict";
import { test } from "node:test";

import {
  orderRows,
  pickSprites,
  readOwnSystem,
  spriteOf,
} from "../../pages/components/map/web/colouring.js";

const CERTAINTIES = ["designated", "listed", "partial", "shared", "inferred", "none"];

test("a firm membership is filled, a weaker one a ring of the same colour", () => {
  assert.deepEqual(
    CERTAINTIES.slice(0, 5).map((certainty) => spriteOf(2, certainty)),
    [5, 5, 6, 6, 6],
  );
});

test("a class of a measure, which has no certainty, is filled", () => {
  assert.equal(spriteOf(2, null), 5);
});

test("each school gets its unit's colour, and sprite 0 without a unit", () => {
  const system = {
    certainties: CERTAINTIES,
    units: { colour: [4, 0] },
    unit: [1, 0, -1, 0],
    certainty: "0353",
  };
  assert.deepEqual([...pickSprites(system)], [1, 10, 0, 10]);
});

test("schools without a unit are drawn first, those without a place never", () => {
  const rows = orderRows(Uint16Array.from([3, 0, 5, 0]), Uint8Array.from([1, 1, 0, 1]));
  assert.deepEqual([...rows], [1, 3, 0]);
});

test("a visitor's own system reads like one from a file", () => {
  const own = {
    name: "Deaneries",
    unit_name: "Deanery",
    unit_names: ["East", "West"],
    colours: [0, 1],
    palette: ["#000000", "#ffffff"],
    certainty: "listed",
  };
  const system = readOwnSystem(own, Int32Array.from([1, -1]));
  assert.deepEqual([...pickSprites(system)], [spriteOf(1, "listed"), 0]);
  assert.equal(system.units.name[system.unit[0]], "West");
});
