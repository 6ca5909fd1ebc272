/* What lies below everything: the land, and a basemap where one is switched on. */

import { fetchJson } from "./fetching.js";
import { followDrag } from "./renderer.js";

const LAND = { color: "#bdb8a8", weight: 0.8, fillColor: "#f6f4ee", fillOpacity: 1 };

/** Draw the land; tiles, if any, cover it where they load. */
export function addGround(L, map, settings, urlOf) {
  if (settings.tiles) {
    const { url, max_zoom: maxZoom } = settings.tiles;
    L.tileLayer(url, { maxZoom, pane: "land", zIndex: 2 }).addTo(map);
  }
  if (settings.files.context === null) return;
  const renderer = L.canvas({ pane: "land", padding: 0.25 });
  const options = { pane: "land", style: LAND, interactive: false, renderer };
  fetchJson(urlOf(settings.files.context))
    .then((land) => {
      L.geoJSON(land, options).addTo(map);
      followDrag(L, map, renderer);
    })
    // without it the schools still stand, on a plain ground
    .catch((error) => window.console.warn(error));
}
