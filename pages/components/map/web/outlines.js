/* Footprints on a canvas; how certain one is shows in its line and its fill. */

import { fetchJson } from "./fetching.js";
import { followDrag } from "./renderer.js";
import { findFeatures, indexFeatures } from "./shapes.js";

const HATCH_PX = 10;
const PADDING = 0.25;
const FINEST_PX = 1.4;
const CASING_PX = 1.2;
const STEP_PX = 3.2;
const NEAR_ZOOM = 8; // farther off, lines of full width would cover the small units

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

/** Widths for so many systems: the first is the widest, so that where borders coincide each
    shows beside the narrower ones on top of it, with a white line between. */
export function weighLayers(count, zoom) {
  const step = zoom < NEAR_ZOOM ? STEP_PX / 2 : STEP_PX;
  return [...Array(count).keys()].reverse().map((above) => FINEST_PX + step * above);
}

/** Line and fill by certainty; a hull is only the spread of a unit's sites. */
export function styleOf(properties, colour, hatch, weight = FINEST_PX) {
  if (properties.method === "hull") {
    return { color: colour, weight: 0.8, opacity: 0.6, fillColor: colour, fillOpacity: 0.02 };
  }
  const line = { color: colour, weight, opacity: 0.9, fillColor: colour, lineCap: "butt" };
  // a wide line needs long dashes and gaps to look dashed
  const dash = (on, off) => [on, off].map((length) => length + weight - FINEST_PX).join(" ");
  switch (properties.certainty) {
    case "designated":
      return { ...line, fillOpacity: 0.07 };
    case "partial":
      return { ...line, dashArray: dash(7, 4), fillColor: hatch(colour, false), fillOpacity: 0.3 };
    case "shared":
      return { ...line, dashArray: dash(7, 4), fillColor: hatch(colour, true), fillOpacity: 0.3 };
    case "inferred":
      return { ...line, dashArray: dash(0.1, 5), lineCap: "round", fillOpacity: 0 };
    default:
      return { ...line, weight: 0.8, fillOpacity: 0.02 };
  }
}

function casingAt(zoom) {
  return zoom < NEAR_ZOOM ? CASING_PX / 2 : CASING_PX;
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
    const one = { key: JSON.stringify(request), request, parts: new Map(), weight: FINEST_PX };
    one.index = indexFeatures(features);
    const still = { renderer, pane, interactive: false };
    one.layer = L.geoJSON(features, {
      ...still,
      style: (feature) => styleOf(feature.properties, request.colour, hatch, one.weight),
      onEachFeature: (feature, part) => one.parts.set(feature, part),
    });
    one.casing = L.geoJSON(features, {
      ...still,
      filter: (feature) => feature.properties.method !== "hull",
      style: () => ({ color: "#fff", weight: one.weight + casingAt(map.getZoom()), fill: false }),
    });
    return one;
  }

  /* Lay them in their order, the widest at the bottom. */
  function stack() {
    const weights = weighLayers(shown.length, map.getZoom());
    shown.forEach((one, at) => {
      one.weight = weights[at];
      // nothing lies below the first
      if (at === 0) one.casing.remove();
      else one.casing.addTo(map).resetStyle().bringToFront();
      one.layer.resetStyle().bringToFront();
    });
  }

  // widths change with the zoom where there is more than one
  map.on("zoomend", () => {
    if (shown[0] && shown[0].weight !== weighLayers(shown.length, map.getZoom())[0]) stack();
  });

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
      for (const one of shown.filter((before) => !next.includes(before))) {
        one.casing.remove();
        one.layer.remove();
      }
      for (const one of next) if (!shown.includes(one)) one.layer.addTo(map);
      const changed = next.some((one, at) => one !== shown[at]) || next.length !== shown.length;
      shown = next;
      if (changed) stack();
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
      if (hit) hit.one.parts.get(hit.feature)?.setStyle({ weight: hit.one.weight + 1.6 });
      marked = hit;
    },

    count() {
      return shown.reduce((sum, one) => sum + one.index.length, 0);
    },

    weights() {
      return shown.map((one) => one.weight);
    },
  };
}
