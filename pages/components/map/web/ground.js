/* What lies below everything: land, borders of districts and names of towns, or a basemap. */

import { decodeLines } from "./codec.js";
import { fetchJson } from "./fetching.js";
import { followDrag } from "./renderer.js";
import { createTowns } from "./towns.js";

const LAND = { color: "#bdb8a8", weight: 0.8, fillColor: "#f6f4ee", fillOpacity: 1 };
const BORDER = { color: "#c9c4b4", weight: 0.8 };
const BORDER_ZOOM = 8;

function addTiles(L, map, { url, max_zoom: maxNativeZoom }) {
  const maxZoom = map.getMaxZoom();
  return L.tileLayer(url, { maxNativeZoom, maxZoom, pane: "land", zIndex: 2 }).addTo(map);
}

function drawGround(L, map, packed) {
  const renderer = L.canvas({ pane: "land", padding: 0.25 });
  const still = { pane: "land", interactive: false, renderer };
  const read = (lines) => decodeLines(lines, packed.steps_per_degree);
  L.polygon(read(packed.land), { ...LAND, ...still }).addTo(map);
  const borders = L.polyline(read(packed.borders), { ...BORDER, ...still });
  const show = () => {
    if (map.getZoom() >= BORDER_ZOOM) borders.addTo(map);
    else borders.remove();
  };
  map.on("zoomend", show);
  show();
  followDrag(L, map, renderer);
}

/** Draw the ground; tiles, if any, cover it where they load, and bring their own names. */
export function addGround(L, map, settings, urlOf) {
  let towns = null;
  let covered = false;
  if (settings.tiles) {
    addTiles(L, map, settings.tiles).once("tileload", () => {
      covered = true;
      towns?.remove();
    });
  }
  if (settings.files.context === null) return;
  fetchJson(urlOf(settings.files.context))
    .then((packed) => {
      drawGround(L, map, packed);
      if (!covered) towns = createTowns(L, map, "towns", packed.towns);
    })
    // without it the schools still stand, on a plain ground
    .catch((error) => window.console.warn(error));
}
