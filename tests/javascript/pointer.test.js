import assert from "node:assert/strict";
import { test } from "node:test";

import { describeFootprints, describeSchool } from "../../pages/components/map/web/pointer.js";
import { radiusAt } from "../../pages/components/map/web/points.js";

const SYSTEM = {
  unit_name: "Maths Hub",
  certainties: ["designated", "none"],
  certainty: "01",
  units: { name: ["Boolean"] },
  unit: [0, -1],
};

test("a school is described with its unit and how certain that is", () => {
  assert.deepEqual(describeSchool("St X", 100001, null, 0), ["St X", "URN 100001"]);
  assert.equal(describeSchool("St X", 1, SYSTEM, 0)[2], "Maths Hub: Boolean (designated)");
  assert.equal(describeSchool("St X", 1, SYSTEM, 1)[2], "Maths Hub: none published");
});

test("a school is described with its class of a measure, which is of no certainty", () => {
  const measure = {
    ...SYSTEM,
    system: null,
    unit_name: "Pupils",
    certainties: [null],
    certainty: "00",
    units: { name: ["81 to 140 pupils"] },
  };
  assert.equal(describeSchool("St X", 1, measure, 0)[2], "Pupils: 81 to 140 pupils");
  assert.equal(describeSchool("St X", 1, measure, 1)[2], "Pupils: none known");
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

test("schools grow with the zoom", () => {
  const radii = [4, 5, 6, 8.5, 11, 14, 16, 18].map(radiusAt);
  assert.deepEqual(
    radii,
    [...radii].sort((a, b) => a - b),
  );
  assert.equal(radii[0], radii[1]);
  assert.equal(radii.at(-1), radii.at(-2));
});
