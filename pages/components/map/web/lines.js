/* Lines above the outlines and below the schools, such as seams. */

import { followDrag } from "./renderer.js";
import { findLines, indexLines } from "./shapes.js";

const WEIGHT_PX = 3;
const WIDEST_PX = 12;
const CASING_PX = 2;
const REACH_PX = 4;

/** How wide a feature is drawn. */
export function weightOf(properties) {
  const weight = Number(properties?.weight ?? WEIGHT_PX);
  return weight > 0 ? Math.min(weight, WIDEST_PX) : WEIGHT_PX;
}

/** The words for a line beside the pointer. */
export function describeLine(layer, feature) {
  const name = feature.properties?.name;
  return name ? `${layer}: ${name}` : layer;
}

/** Make the keeper of all line layers on a map. */
export function createLines(L, map, pane) {
  const renderer = L.canvas({ pane, padding: 0.25 });
  followDrag(L, map, renderer);
  let shown = [];

  function build(request) {
    const { features } = request.features;
    const draw = (style) => L.geoJSON(features, { renderer, pane, interactive: false, style });
    // light beside the line, so that it reads on any outline
    const casing = ({ properties }) => ({
      color: "#ffffff",
      opacity: 0.85,
      weight: weightOf(properties) + CASING_PX,
    });
    const line = ({ properties }) => ({ color: request.colour, weight: weightOf(properties) });
    const layer = L.layerGroup([draw(casing), draw(line)]).addTo(map);
    return { key: JSON.stringify(request), name: request.name, layer, index: indexLines(features) };
  }

  return {
    /* What is there already is kept. */
    show(requests) {
      const next = requests.map(
        (request) => shown.find((one) => one.key === JSON.stringify(request)) ?? build(request),
      );
      for (const one of shown) if (!next.includes(one)) one.layer.remove();
      shown = next;
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
