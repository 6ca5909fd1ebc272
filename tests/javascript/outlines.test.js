import assert from "node:assert/strict";
import { test } from "node:test";

import { styleOf, weighLayers } from "../../pages/components/map/web/outlines.js";

test("only a designated footprint has a solid line and a plain fill", () => {
  const hatch = (colour, crossed) => `${crossed ? "crossed" : "slanted"} ${colour}`;
  const style = (certainty, method = "dissolve") => styleOf({ certainty, method }, "#123456", hatch);
  assert.equal(style("designated").dashArray, undefined);
  assert.equal(style("designated").fillColor, "#123456");
  assert.equal(style("partial").fillColor, "slanted #123456");
  assert.equal(style("shared").fillColor, "crossed #123456");
  assert.ok(style("partial").dashArray && style("shared").dashArray && style("inferred").dashArray);
  assert.equal(style("inferred").fillOpacity, 0);
  assert.ok(style("listed", "hull").weight < style("designated").weight);
});

test("one system has the finest line, of several each is wider than those above it", () => {
  assert.deepEqual(weighLayers(1, 10), weighLayers(1, 5));
  for (const zoom of [6, 10]) {
    const widths = weighLayers(3, zoom);
    assert.equal(widths[2], weighLayers(1, zoom)[0]);
    // beside the line above, and the white around that, a stripe of half a pixel or more is left
    const white = zoom < 8 ? 0.6 : 1.2;
    for (const at of [0, 1]) assert.ok((widths[at] - widths[at + 1] - white) / 2 >= 0.49);
  }
  assert.ok(weighLayers(3, 6)[0] < weighLayers(3, 10)[0]);
});

test("a wide dashed line keeps its gaps", () => {
  const dashes = (weight) =>
    styleOf({ certainty: "partial" }, "#123456", () => "hatch", weight)
      .dashArray.split(" ")
      .map(Number);
  const [thin, wide] = [dashes(1.4), dashes(7.8)];
  assert.ok(wide[0] > thin[0] && wide[1] > thin[1]);
  assert.ok(wide[0] > 7.8 && wide[1] > 7.8);
});
