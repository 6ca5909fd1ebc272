/* Pointing and clicking: what is under the pointer, in words, and what a click tells Python. */

import { buildChoice, createTooltip } from "./hover.js";
import { sendReport } from "./report.js";

const MOST_LINES = 6;

/** The words for one school beside the pointer. */
export function describeSchool(name, urn, system, row) {
  const lines = [name, `URN ${urn}`];
  if (!system) return lines;
  const unit = system.unit[row];
  const absent = system.system === null ? "none known" : "none published";
  if (unit < 0) return [...lines, `${system.unit_name}: ${absent}`];
  const certainty = system.certainties[system.certainty[row]];
  const how = certainty === null ? "" : ` (${certainty})`;
  return [...lines, `${system.unit_name}: ${system.units.name[unit]}${how}`];
}

/** The words for the footprints under the pointer. */
export function describeFootprints(hits) {
  return hits.map(({ one, feature }) => {
    const { name, certainty, method } = feature.properties;
    const how = method === "hull" ? "spread of its sites" : certainty;
    return `${one.request.name}: ${name} (${how})`;
  });
}

/** Make the map answer to the pointer; `parts` are the layers, `known` answers for the rest. */
export function createPointer(L, map, parts, known) {
  const { points, schools, outlines, lines, selection } = parts;
  const container = map.getContainer();
  const tooltip = createTooltip(container);
  let frame = 0;
  let last = null; // where the pointer rests

  function select(row) {
    map.closePopup();
    // at once, without waiting for Python's answer, which brings the lines
    selection.ring(schools.placeOf(row), schools.radius());
    // the time makes a second click on the same school a new value
    sendReport(window, `${points.urn[row]}:${Date.now()}`);
  }

  function offer(rows) {
    const list = rows.map((row) => ({ row, urn: points.urn[row], name: known.nameOf(row) }));
    const content = buildChoice(list, select);
    const popup = L.popup({ maxHeight: 260, autoPanPadding: [10, 10] });
    popup.setLatLng(schools.placeOf(rows[0])).setContent(content).openOn(map);
    content.querySelector("button").focus({ preventScroll: true });
  }

  function describe(row) {
    const urn = points.urn[row];
    const words = describeSchool(known.nameOf(row), urn, known.system(), row);
    const together = schools.findTogether(row).length;
    if (together < 2) return words;
    return [...words, `${together} schools share this place: click for the list`];
  }

  function point(event) {
    const touch = event.originalEvent?.pointerType === "touch";
    const row = schools.find(event.latlng, touch);
    // a school silences the footprints below it, and the lines that do not lie above it
    const strokes = row < 0 || lines.isAbove() ? lines.find(event.latlng) : [];
    const hits = row >= 0 ? [] : outlines.find(event.latlng);
    container.classList.toggle("locals-hit", row >= 0);
    outlines.mark(hits.at(-1) ?? null);
    const words = [...(row >= 0 ? describe(row) : []), ...strokes, ...describeFootprints(hits)];
    if (words.length) tooltip.show(event.containerPoint, words.slice(0, MOST_LINES));
    else tooltip.hide();
    return row;
  }

  function leave() {
    last = null;
    cancelAnimationFrame(frame);
    tooltip.hide();
    outlines.mark(null);
  }

  map.on("mousemove", (event) => {
    if (known.busy()) {
      leave();
      return;
    }
    cancelAnimationFrame(frame);
    last = event;
    frame = requestAnimationFrame(() => point(event));
  });
  map.on("mouseout movestart zoomstart", leave);
  map.on("click", (event) => {
    cancelAnimationFrame(frame);
    if (known.busy()) return;
    const row = point(event);
    if (row < 0) return;
    tooltip.hide();
    const together = schools.findTogether(row);
    if (together.length > 1) known.named().then(() => offer(together));
    else select(row);
  });
  /* Say again what is under the pointer, when more is known of it. */
  return { refresh: () => last && point(last) };
}
