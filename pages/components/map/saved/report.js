/* In the place of the module that tells Python: in a saved map only the page itself listens. */

export const CLICK = "localsclick";

/** Tell the page which school was clicked; `text` is the URN, then a colon and the moment. */
export function sendReport(frame, text) {
  frame.dispatchEvent(new CustomEvent(CLICK, { detail: Number.parseInt(text, 10) }));
}
