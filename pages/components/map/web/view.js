/* Where the map looks: at what Python asks for, once; after a remount, where the visitor was. */

const ROOM_PX = [300, 240, 180, 120, 60, 0];

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

/** Show all of England, beside the legend as far as that makes it no smaller. */
function goHome(map, home) {
  const full = map.getBoundsZoom(home);
  const room = ROOM_PX.find((left) => map.getBoundsZoom(home, false, [left, 0]) === full);
  map.fitBounds(home, { animate: false, paddingTopLeft: [room ?? 0, 0] });
}

/** Make the keeper of the view. */
export function createView(map, key, home) {
  const name = `locals view ${key}`;
  const before = recall(name);
  let token = before?.token ?? null;
  if (before) map.setView(before.centre, before.zoom, { animate: false });
  else goHome(map, home);

  const keep = () => {
    const { lat, lng } = map.getCenter();
    remember(name, { token, centre: [lat, lng], zoom: map.getZoom() });
  };
  map.on("moveend", keep);

  return {
    /* Go where a command says, unless this very request has been met. */
    go(view) {
      if (view === null || view.token === token) return;
      token = view.token;
      const bounds = [
        [view.south, view.west],
        [view.north, view.east],
      ];
      map.fitBounds(bounds, { animate: false, maxZoom: view.max_zoom, padding: [20, 20] });
      keep();
    },
  };
}
