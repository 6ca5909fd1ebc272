/* The chosen school: a ring, and a line to the base of each unit it belongs to. */

import { fetchJson } from "./fetching.js";

const RING_PX = 11;

async function findBase(link, urlOf) {
  const bases = await fetchJson(urlOf(link.bases_file));
  const k = bases.unit_id.indexOf(link.unit_id);
  if (k < 0) return null;
  const base = bases.base_name[k];
  return {
    colour: link.colour,
    title: base === null ? bases.name[k] : `${bases.name[k]}: ${base}`,
    latlng: [bases.lat[k], bases.lon[k]],
  };
}

function buildBase(L, base, pane) {
  const diamond = document.createElement("span");
  diamond.className = "locals-base";
  diamond.style.setProperty("--mark", base.colour);
  const icon = L.divIcon({ className: "", html: diamond, iconSize: [14, 14] });
  return L.marker(base.latlng, { icon, pane, title: base.title, keyboard: false });
}

/** Make the keeper of the chosen school. */
export function createSelection(L, map, pane) {
  const renderer = L.svg({ pane, padding: 1 });
  const group = L.layerGroup().addTo(map);
  const still = { pane, renderer, interactive: false };
  let ring = null;

  return {
    prepare(links, urlOf) {
      return Promise.all(links.map((link) => findBase(link, urlOf)));
    },

    /* Put the ring on a place, without lines until their bases are known; null takes it off. */
    ring(latlng, radius) {
      group.clearLayers();
      ring = null;
      if (latlng === null) return;
      const halo = L.circleMarker(latlng, { ...still, color: "#fff", weight: 6, fill: false });
      const line = L.circleMarker(latlng, { ...still, color: "#0b0c0c", weight: 2.5, fill: false });
      ring = [halo, line];
      ring.forEach((circle) => circle.addTo(group));
      this.resize(radius);
    },

    link(latlng, bases) {
      for (const base of bases.filter((one) => one !== null)) {
        const line = [latlng, base.latlng];
        L.polyline(line, { ...still, color: "#fff", weight: 4, opacity: 0.8 }).addTo(group);
        L.polyline(line, { ...still, color: base.colour, weight: 2 }).addTo(group);
        buildBase(L, base, pane).addTo(group);
      }
    },

    resize(radius) {
      ring?.forEach((circle) => circle.setRadius(Math.max(radius + 6, RING_PX)));
    },

    count() {
      return group.getLayers().length;
    },
  };
}
