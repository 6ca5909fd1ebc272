/* Lines such as seams: above the outlines and below the schools, or above both. */

import { fetchJson, parsePacked } from "./fetching.js";
import { followDrag } from "./renderer.js";
import { findLines, indexLines, listLines } from "./shapes.js";

const WEIGHT_PX = 3;
const WIDEST_PX = 12;
const CASING_PX = 2;
const REACH_PX = 4;
const NEAR_ZOOM = 8; // farther off, lines of full width would cover the country
const FAR_SHARE = 0.6;

/** How wide a feature is drawn; `usual` is for one that does not say. */
export function weightOf(properties, usual = WEIGHT_PX) {
  const weight = Number(properties?.weight ?? usual);
  return weight > 0 ? Math.min(weight, WIDEST_PX) : usual;
}

/** What share of its width a line has at a zoom. */
export function shareAt(zoom) {
  return zoom < NEAR_ZOOM ? FAR_SHARE : 1;
}

/** The words for a line beside the pointer. */
export function describeLine(layer, feature) {
  const name = feature.properties?.name;
  return name ? `${layer}: ${name}` : layer;
}

/** The paths of each width, as [lat, lon], the narrow first: few layers draw faster than many. */
export function groupByWeight(features, usual) {
  const groups = new Map();
  for (const { properties, geometry } of features) {
    const weight = weightOf(properties, usual);
    if (!groups.has(weight)) groups.set(weight, []);
    const paths = listLines(geometry).map((line) => line.map(([lon, lat]) => [lat, lon]));
    groups.get(weight).push(...paths);
  }
  return [...groups].sort(([one], [other]) => one - other);
}

/** Read the lines of a request in whichever of three ways they came. */
export async function readLines({ features, packed, file }, urlOf) {
  if (features) return features;
  return packed ? parsePacked(packed) : fetchJson(urlOf(file));
}

/** Make the keeper of all line layers on a map. */
export function createLines(L, map, pane) {
  const renderer = L.canvas({ pane, padding: 0.25 });
  followDrag(L, map, renderer);
  let shown = [];
  let above = false;

  function build(request, key, { features }) {
    const still = { renderer, pane, interactive: false, smoothFactor: 1 };
    const groups = groupByWeight(features, request.weight);
    const draw = ([weight, paths], extra, style) =>
      L.polyline(paths, { ...still, ...style, base: weight, extra });
    const light = { color: "#ffffff", opacity: 0.85 };
    const parts = [
      // light beside the line, so that it reads on any outline
      ...groups.map((group) => draw(group, CASING_PX, light)),
      ...groups.map((group) => draw(group, 0, { color: request.colour })),
    ];
    return { key, name: request.name, parts, layer: L.layerGroup(parts), index: indexLines(features) };
  }

  function resize(one) {
    const share = shareAt(map.getZoom());
    for (const part of one.parts) {
      part.setStyle({ weight: (part.options.base + part.options.extra) * share });
    }
  }

  map.on("zoomend", () => shown.forEach(resize));

  return {
    /* Get what is asked for ready; what is there already is kept. */
    prepare(requests, urlOf) {
      return Promise.all(
        requests.map(async (request) => {
          const key = JSON.stringify(request);
          const kept = shown.find((one) => one.key === key);
          return kept ?? build(request, key, await readLines(request, urlOf));
        }),
      );
    },

    /* Draw them, the first at the bottom; `lifted` is whether they hide schools. */
    show(next, lifted) {
      above = lifted;
      if (next.length === shown.length && next.every((one, at) => one === shown[at])) return;
      for (const one of shown) one.layer.remove();
      for (const one of next) {
        resize(one);
        one.layer.addTo(map);
      }
      shown = next;
    },

    /* Whether lines hide schools. */
    isAbove() {
      return above;
    },

    /* The words for each line at a place. */
    find(latlng) {
      const away = map.containerPointToLatLng(map.latLngToContainerPoint(latlng).add([0, REACH_PX]));
      const reach = latlng.lat - away.lat;
      return shown.flatMap((one) =>
        findLines(one.index, latlng.lng, latlng.lat, reach).map((feature) =>
          describeLine(one.name, feature),
        ),
      );
    },

    count() {
      return shown.reduce((sum, one) => sum + one.index.length, 0);
    },
  };
}
