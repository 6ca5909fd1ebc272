/* Leaflet redraws a canvas when a drag ends; ours also redraw when a drag leaves what is drawn. */

/** Redraw a renderer at most once a frame while the map moves beyond its drawn part. */
export function followDrag(L, map, renderer) {
  let frame = 0;
  const redraw = () => {
    frame = 0;
    if (!renderer._map || !renderer._bounds || map._animatingZoom) return;
    const corner = map.containerPointToLayerPoint([0, 0]);
    const view = L.bounds(corner, corner.add(map.getSize()));
    if (!renderer._bounds.contains(view)) renderer._update();
  };
  map.on("move", () => {
    if (!frame) frame = requestAnimationFrame(redraw);
  });
}
