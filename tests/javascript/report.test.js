import assert from "node:assert/strict";
import { test } from "node:test";

import { sendReport } from "../../pages/components/map/web/report.js";

test("a report sets the value and what the frame compares it with", () => {
  const sent = [];
  const frame = {
    __GLOBAL_DATA__: { last_object_clicked_tooltip: null, previous_data: null },
    Streamlit: { setComponentValue: (value) => sent.push(value) },
  };
  sendReport(frame, "123456:1767225600000");
  const value = { last_object_clicked_tooltip: "123456:1767225600000" };
  assert.deepEqual(sent, [value]);
  assert.deepEqual(frame.__GLOBAL_DATA__, { ...value, previous_data: value });
});

test("outside Streamlit a report is no error", () => {
  assert.equal(sendReport({}, "123456:1"), undefined);
});
