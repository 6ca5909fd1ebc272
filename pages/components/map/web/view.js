/* Where the map looks: at what the address says, else where the visitor was before another page,
   else at all of England; later at what Python asks for, once for each request. */

import { readHash, writeHash } from "./address.js";
import { isSmall } from "./legend.js";

const ROOM_PX = [300, 240, 180, 120, 60, 0];
const PAUSE_MS = 400; // some browsers refuse more than 100 changes in half a minute
const ANSWER_MS = 4000;

function recall(key) {
  try {
    return JSON.parse(window.sessionStorage.getItem(key));
  } catch {
    return null; // storage is off or holds something else: start from the asked-for view
  }
}

function remember(key, view) {
  try {
    window.sessionStorage.setItem(key, JSON.stringify(view));
  } catch {
    // storage is off or full: the view is then not kept across pages, nothing else is lost
  }
}

function limitsOf(map) {
  const bounds = map.options.maxBounds;
  return {
    zoom: [map.getMinZoom(), map.getMaxZoom()],
    lat: [bounds.getSouth(), bounds.getNorth()],
    lon: [bounds.getWest(), bounds.getEast()],
  };
}

/** Show all of England, beside the legend as far as that makes it no smaller. */
function goHome(map, home) {
  const full = map.getBoundsZoom(home);
  const keeps = (left) => map.getBoundsZoom(home, false, [left, 0]) === full;
  const room = isSmall(map) ? 0 : (ROOM_PX.find(keeps) ?? 0);
  map.fitBounds(home, { animate: false, paddingTopLeft: [room, 0] });
}

/** Make the keeper of the view; `fade` is the strength of the outlines, kept with it. */
export function createView(map, { key, home }, address, fade) {
  const name = `locals view ${key}`;
  const limits = limitsOf(map);
  const before = recall(name);
  const asked = readHash(address.read(), limits);
  let token = before?.token ?? null;
  // until then the address wins over what a command asks for
  let heldUntil = asked ? Infinity : 0;
  let timer = 0;

  function look(place) {
    fade.set(place.outlines);
    // not by whole pixels from where the map is
    map.setView([place.lat, place.lon], place.zoom, { reset: true });
  }

  function describe() {
    const { lat, lng: lon } = map.getCenter();
    return writeHash({ zoom: map.getZoom(), lat, lon, outlines: fade.get() });
  }

  function restore() {
    address.write(describe());
  }

  function keep() {
    remember(name, { token, hash: describe() });
    // at once, so that a reload finds it; then with pauses
    if (!timer) restore();
    timer ||= setTimeout(() => {
      timer = 0;
      restore();
    }, PAUSE_MS);
  }

  const start = asked ?? readHash(String(before?.hash), limits);
  if (start) look(start);
  else goHome(map, home);
  map.on("moveend", keep);
  fade.watch(keep);
  address.watchLoss(restore);
  address.watch(() => {
    const place = readHash(address.read(), limits);
    if (!place) return;
    // the page may answer with a command for the step gone to: that does not move the map again
    heldUntil = performance.now() + ANSWER_MS;
    look(place);
  });

  return {
    /* Take the frame's new size; the middle stays where it is, not moved by whole pixels.
       Leaflet hears of a window that changes, not of a style sheet that comes late. */
    refit() {
      const { clientWidth, clientHeight } = map.getContainer();
      // even where the size is the same, Leaflet then forgets the exact middle
      if (map.getSize().equals([clientWidth, clientHeight])) return;
      const middle = map.getCenter();
      map.invalidateSize({ pan: false, debounceMoveend: true });
      map.setView(middle, map.getZoom(), { reset: true });
    },

    /* Go where a command says, unless this very request has been met. */
    go(view) {
      const held = performance.now() < heldUntil;
      heldUntil = 0;
      if (view === null || view.token === token) return;
      token = view.token;
      const bounds = [
        [view.south, view.west],
        [view.north, view.east],
      ];
      const options = { animate: false, maxZoom: view.max_zoom, padding: [20, 20] };
      if (!held) map.fitBounds(bounds, options);
      keep();
    },

    /* Put the view back into the address, which the page loses when it changes its query. */
    restore,
  };
}
