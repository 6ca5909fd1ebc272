/* A saved map on paper: the map takes the size of the sheet, and shows what the screen showed. */

/** Follow printing from now on. */
export function followPaper(map) {
  const key = map.getContainer().querySelector(".locals-legend details");
  let before = null;

  window.addEventListener("beforeprint", () => {
    const bounds = map.getBounds();
    before = { centre: map.getCenter(), zoom: map.getZoom(), open: key.open };
    map.closePopup();
    document.body.classList.add("saved-paper");
    key.open = true;
    map.invalidateSize({ animate: false });
    map.fitBounds(bounds, { animate: false });
  });
  window.addEventListener("afterprint", () => {
    if (!before) return;
    document.body.classList.remove("saved-paper");
    key.open = before.open;
    map.invalidateSize({ animate: false });
    map.setView(before.centre, before.zoom, { animate: false });
    before = null;
  });
}
