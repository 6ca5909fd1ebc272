/* What the map tells Python. */

/** Set the value of the component that `returned_objects` names. */
export function sendReport(frame, text) {
  const report = { last_object_clicked_tooltip: text };
  const shared = frame.__GLOBAL_DATA__;
  if (!shared || !frame.Streamlit) return;
  Object.assign(shared, report);
  // the frame itself reports later what differs from this: now nothing does
  shared.previous_data = report;
  frame.Streamlit.setComponentValue(report);
}
