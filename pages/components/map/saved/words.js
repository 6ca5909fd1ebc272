/* The words for a school that was clicked, since a saved map has no card beside it. */

import { decodeCodes, decodeNames, findSorted } from "./codec.js";
import { readOwnSystem } from "./colouring.js";
import { fetchJson } from "./fetching.js";
import { describeSchool } from "./pointer.js";
import { CLICK } from "./report.js";

function readSystem({ own, file }, count) {
  if (own) return readOwnSystem(own, decodeCodes(own.unit, count));
  return file === null ? null : fetchJson(file);
}

function buildWords(lines) {
  const box = document.createElement("div");
  lines.forEach((line, at) => {
    const row = document.createElement(at === 0 ? "strong" : "div");
    row.textContent = line;
    box.append(row);
  });
  return box;
}

/** Answer each click on a school of the map with a popup, as text. */
export function answerClicks(L, { map, points }, files, colour) {
  const known = Promise.all([fetchJson(files.names), readSystem(colour, points.count)]);

  async function answer({ detail: urn }) {
    const row = findSorted(points.urn, urn);
    if (row < 0) return;
    const [packed, system] = await known;
    const name = decodeNames(packed)[row] || `School ${urn}`;
    const place = [points.latSteps[row] / points.steps, points.lonSteps[row] / points.steps];
    L.popup({ autoPanPadding: [10, 10] })
      .setLatLng(place)
      .setContent(buildWords(describeSchool(name, urn, system, row)))
      .openOn(map);
  }

  window.addEventListener(CLICK, answer);
}
