/* The area that selects schools: a dashed ring. */

/** Make the keeper of the area. */
export function createArea(L, map, pane) {
  const renderer = L.svg({ pane, padding: 0.5 });
  const still = { pane, renderer, interactive: false };
  const group = L.layerGroup().addTo(map);
  return {
    /* Draw a ring of [lon, lat]; null takes it off. */
    show(ring) {
      group.clearLayers();
      if (ring === null) return;
      const places = ring.map(([lon, lat]) => [lat, lon]);
      L.polygon(places, { ...still, color: "#fff", weight: 5, fill: false }).addTo(group);
      const dashed = { color: "#0b0c0c", weight: 2.5, dashArray: "9 6", fillOpacity: 0.05 };
      L.polygon(places, { ...still, ...dashed }).addTo(group);
    },

    count() {
      return group.getLayers().length / 2;
    },
  };
}
