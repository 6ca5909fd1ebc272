/* Names of towns: more of them as one zooms in, none over another. */

import { projectX, projectY } from "./codec.js";

const TILE_PX = 256;
const HEIGHT_PX = 16;
const GAP_PX = 8;
const LARGE = 12;
const FEW = 10;
const FEW_ZOOM = 5;
const LAST_ZOOM = 12; // closer, a name would lie on the schools of its town

/** How many towns may be named at a zoom: twice as many with each level. */
export function countAt(zoom) {
  return zoom > LAST_ZOOM ? 0 : Math.round(FEW * 2 ** (zoom - FEW_ZOOM));
}

/** Which towns to name at a zoom, the largest first; `widths` of the names are in pixels. */
export function chooseTowns(towns, widths, zoom) {
  const scale = TILE_PX * 2 ** zoom;
  const taken = [];
  return [...towns.name.keys()]
    .slice(0, countAt(zoom))
    .filter((k) => {
      const x = projectX(towns.lon[k]) * scale;
      const y = projectY(towns.lat[k]) * scale;
      const free = taken.every(
        (other) =>
          Math.abs(other.x - x) >= (widths[other.k] + widths[k]) / 2 + GAP_PX ||
          Math.abs(other.y - y) >= HEIGHT_PX + GAP_PX,
      );
      if (free) taken.push({ k, x, y });
      return free;
    });
}

function buildMarker(L, pane, towns, k) {
  const name = document.createElement("span");
  name.className = k < LARGE ? "locals-town locals-town-large" : "locals-town";
  name.textContent = towns.name[k];
  const icon = L.divIcon({ className: "", html: name, iconSize: [0, 0] });
  const place = [towns.lat[k], towns.lon[k]];
  return L.marker(place, { icon, pane, interactive: false, keyboard: false });
}

/** Make the layer of names; it chooses anew with each zoom, and stands still in a pan. */
export function createTowns(L, map, pane, towns) {
  map.getPane(pane).setAttribute("aria-hidden", "true");
  const context = document.createElement("canvas").getContext("2d");
  context.font = `600 13px ${getComputedStyle(map.getContainer()).fontFamily}`;
  const widths = towns.name.map((name) => context.measureText(name).width);
  const markers = [...towns.name.keys()].map((k) => buildMarker(L, pane, towns, k));
  const group = L.layerGroup().addTo(map);

  function choose() {
    group.clearLayers();
    for (const k of chooseTowns(towns, widths, map.getZoom())) group.addLayer(markers[k]);
  }
  map.on("zoomend", choose);
  choose();
  return group;
}
