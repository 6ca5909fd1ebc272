import assert from "node:assert/strict";
import test from "node:test";

import { announce, step, tidy } from "../../pages/components/searchbox/searchbox.js";

test("one letter is not asked for, spaces do not count", () => {
  assert.equal(tidy(" h "), "");
  assert.equal(tidy("  st \t mary  "), "st mary");
  assert.equal(tidy("ca"), "ca");
  assert.equal(tidy(""), "");
});

test("the arrows go round, Home and End to the ends", () => {
  assert.equal(step("ArrowDown", -1, 3), 0);
  assert.equal(step("ArrowDown", 2, 3), 0);
  assert.equal(step("ArrowUp", 0, 3), 2);
  assert.equal(step("ArrowUp", -1, 3), 2);
  assert.equal(step("Home", 2, 3), 0);
  assert.equal(step("End", 0, 3), 2);
});

test("other keys, and an empty list, lead nowhere", () => {
  assert.equal(step("a", 0, 3), null);
  assert.equal(step("Tab", 0, 3), null);
  assert.equal(step("ArrowDown", -1, 0), null);
});

test("a screen reader hears how many there are, and what to do", () => {
  const found = [{ label: "A", detail: "" }];
  assert.equal(announce({ found, note: "" }), "1 result.");
  assert.equal(announce({ found: [...found, ...found], note: "More." }), "2 results. More.");
  assert.equal(announce({ found: [], note: "Nothing is called so." }), "Nothing is called so.");
});
