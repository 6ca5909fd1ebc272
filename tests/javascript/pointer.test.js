import assert from "node:assert/strict";
import { test } from "node:test";

import {
  describeFootprints,
  describeSchool,
  reportClick,
} from "../../pages/components/map/web/pointer.js";
import { styleOf } from "../../pages/components/map/web/outlines.js";
import { radiusAt } from "../../pages/components/map/web/points.js";

const SYSTEM = {
  unit_name: "Maths Hub",
  certainties: ["designated", "none"],
  certainty: "01",
  units: { name: ["Boolean"] },
  unit: [0, -1],
};

test("a click sets the value and what the frame compares it with", () => {
  const sent = [];
  const frame = {
    __GLOBAL_DATA__: { last_object_clicked_tooltip: null, previous_data: null },
    Streamlit: { setComponentValue: (value) => sent.push(value) },
  };
  reportClick(frame, 123456, 1767225600000);
  const value = { last_object_clicked_tooltip: "123456:1767225600000" };
  assert.deepEqual(sent, [value]);
  assert.deepEqual(frame.__GLOBAL_DATA__, { ...value, previous_data: value });
});

test("outside Streamlit a click is no error", () => {
  assert.equal(reportClick({}, 123456, 1), undefined);
});

test("a school is described with its unit and how certain that is", () => {
  assert.deepEqual(describeSchool("St X", 100001, null, 0), ["St X", "URN 100001"]);
  assert.equal(describeSchool("St X", 1, SYSTEM, 0)[2], "Maths Hub: Boolean (designated)");
  assert.equal(describeSchool("St X", 1, SYSTEM, 1)[2], "Maths Hub: none published");
});

test("footprints are described by system, unit and certainty, a hull as what it is", () => {
  const hit = (certainty, method) => ({
    one: { request: { name: "Trust" } },
    feature: { properties: { name: "Ash", certainty, method } },
  });
  assert.deepEqual(describeFootprints([hit("partial", "dissolve"), hit("listed", "hull")]), [
    "Trust: Ash (partial)",
    "Trust: Ash (spread of its sites)",
  ]);
});

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

test("schools grow with the zoom", () => {
  const radii = [4, 5, 6, 8.5, 11, 14, 16, 18].map(radiusAt);
  assert.deepEqual(
    radii,
    [...radii].sort((a, b) => a - b),
  );
  assert.equal(radii[0], radii[1]);
  assert.equal(radii.at(-1), radii.at(-2));
});
