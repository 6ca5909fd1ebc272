/* Where the map looks: at what Python asks for, once; after a remount, where the visitor was. */

const WIDE_PX = 800;
const LEGEND_PX = 300;

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

/** Make the keeper of the view. */
export function createView(map, key, home) {
  const name = `locals view ${key}`;
  const before = recall(name);
  let token = before?.token ?? null;
  if (before) map.setView(before.centre, before.zoom, { animate: false });
  else {
    // where there is room, England stands beside the legend and not below it
    const wide = map.getSize().x > WIDE_PX;
    map.fitBounds(home, { animate: false, paddingTopLeft: [wide ? LEGEND_PX : 0, 0] });
  }

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
