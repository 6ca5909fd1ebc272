/* Footprints on a canvas; how certain one is shows in its line and its fill. */

import { fetchJson } from "./fetching.js";
import { followDrag } from "./renderer.js";
import { findFeatures, indexFeatures } from "./shapes.js";

const HATCH_PX = 10;
const PADDING = 0.25;

/** A tile of slanting lines: one way for partial, both ways for shared. */
function makeHatch(colour, crossed) {
  const tile = document.createElement("canvas");
  tile.width = HATCH_PX;
  tile.height = HATCH_PX;
  const context = tile.getContext("2d");
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  for (const shift of [-HATCH_PX, 0, HATCH_PX]) {
    context.moveTo(shift, HATCH_PX);
    context.lineTo(shift + HATCH_PX, 0);
    if (crossed) {
      context.moveTo(shift, 0);
      context.lineTo(shift + HATCH_PX, HATCH_PX);
    }
  }
  context.stroke();
  return context.createPattern(tile, "repeat");
}

/** Line and fill by certainty; a hull is only the spread of a unit's sites. */
export function styleOf(properties, colour, hatch) {
  if (properties.method === "hull") {
    return { color: colour, weight: 0.8, opacity: 0.6, fillColor: colour, fillOpacity: 0.02 };
  }
  const line = { color: colour, weight: 1.4, opacity: 0.9, fillColor: colour };
  switch (properties.certainty) {
    case "designated":
      return { ...line, fillOpacity: 0.07 };
    case "partial":
      return { ...line, dashArray: "7 4", fillColor: hatch(colour, false), fillOpacity: 0.3 };
    case "shared":
      return { ...line, dashArray: "7 4", fillColor: hatch(colour, true), fillOpacity: 0.3 };
    case "inferred":
      return { ...line, dashArray: "1 5", lineCap: "round", fillOpacity: 0 };
    default:
      return { ...line, weight: 0.8, fillOpacity: 0.02 };
  }
}

function keepUnits(features, unitIds) {
  if (unitIds === null) return features;
  const kept = new Set(unitIds);
  return features.filter((feature) => kept.has(feature.properties.unit_id));
}

/** Make the keeper of all outlines on a map. */
export function createOutlines(L, map, pane) {
  const renderer = L.canvas({ pane, padding: PADDING });
  followDrag(L, map, renderer);
  const hatches = new Map();
  let shown = [];
  let marked = null;

  const hatch = (colour, crossed) => {
    const key = `${colour} ${crossed}`;
    if (!hatches.has(key)) hatches.set(key, makeHatch(colour, crossed));
    return hatches.get(key);
  };

  async function build(request, urlOf) {
    const source = request.features ?? (await fetchJson(urlOf(request.file)));
    const features = keepUnits(source.features, request.unit_ids);
    const parts = new Map();
    const layer = L.geoJSON(features, {
      renderer,
      pane,
      interactive: false,
      style: (feature) => styleOf(feature.properties, request.colour, hatch),
      onEachFeature: (feature, part) => parts.set(feature, part),
    });
    return { key: JSON.stringify(request), request, layer, parts, index: indexFeatures(features) };
  }

  return {
    /* Get what is asked for ready; what is there already is kept. */
    prepare(requests, urlOf) {
      return Promise.all(
        requests.map((request) => {
          const key = JSON.stringify(request);
          return shown.find((one) => one.key === key) ?? build(request, urlOf);
        }),
      );
    },

    show(next) {
      this.mark(null);
      for (const one of shown) if (!next.includes(one)) one.layer.remove();
      for (const one of next) if (!shown.includes(one)) one.layer.addTo(map);
      shown = next;
    },

    /* Each footprint that holds a place, with the name of its system. */
    find(latlng) {
      return shown.flatMap((one) =>
        findFeatures(one.index, latlng.lng, latlng.lat).map((feature) => ({ one, feature })),
      );
    },

    /* Thicken one outline, and thin the one before. */
    mark(hit) {
      if (marked?.feature === hit?.feature) return;
      if (marked) marked.one.layer.resetStyle(marked.one.parts.get(marked.feature));
      if (hit) hit.one.parts.get(hit.feature)?.setStyle({ weight: 3 });
      marked = hit;
    },

    count() {
      return shown.reduce((sum, one) => sum + one.index.length, 0);
    },
  };
}
