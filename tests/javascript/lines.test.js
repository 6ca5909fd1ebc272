import assert from "node:assert/strict";
import { test } from "node:test";

import { describeLine, weightOf } from "../../pages/components/map/web/lines.js";

test("a weight is taken within reason, and a poor one is the usual one", () => {
  assert.equal(weightOf({ weight: 5 }), 5);
  assert.equal(weightOf({ weight: 500 }), 12);
  for (const weight of [undefined, null, 0, -2, "wide", NaN]) assert.equal(weightOf({ weight }), 3);
  assert.equal(weightOf(null), 3);
});

test("a line is described by its layer and its name, where it has one", () => {
  assert.equal(describeLine("Seam", { properties: { name: "A / B" } }), "Seam: A / B");
  assert.equal(describeLine("Seam", { properties: {} }), "Seam");
  assert.equal(describeLine("Seam", { properties: null }), "Seam");
});
