import assert from "node:assert/strict";
import { test } from "node:test";

import { explainWidths, isSmall, listExtras } from "../../pages/components/map/web/legend.js";

const PLAIN = { lines: [], selected: null, area: null };
const marks = (command) => listExtras({ ...PLAIN, ...command }).map(({ mark }) => mark);

test("only what is drawn has a line in the key", () => {
  assert.deepEqual(marks({}), []);
  assert.deepEqual(marks({ selected: { urn: 1, links: [] } }), ["chosen"]);
  assert.deepEqual(marks({ selected: { urn: 1, links: [{}] } }), ["chosen", "base"]);
  assert.deepEqual(marks({ area: [[0, 51]] }), ["area"]);
});

test("a narrow or a short map is small", () => {
  const size = (x, y) => isSmall({ getSize: () => ({ x, y }) });
  assert.deepEqual([size(701, 421), size(700, 640), size(1200, 420)], [false, true, true]);
});

test("a line layer is named with its colour and width, unless the command explains it", () => {
  const line = { name: "Base", colour: "#d4351c", weight: 2.5 };
  const lines = [
    { ...line, in_key: true },
    { ...line, in_key: false },
  ];
  assert.deepEqual(listExtras({ ...PLAIN, lines }), [
    { mark: "line", colour: "#d4351c", text: "Base", width: 2.5 },
  ]);
});

test("the order of lines that coincide is told where there are several", () => {
  assert.deepEqual(explainWidths([{ name: "Maths Hub" }]), []);
  const [note] = explainWidths([{ name: "Maths Hub" }, { name: "Trust" }]);
  assert.match(note, /from wide to narrow: Maths Hub, Trust\.$/);
});
