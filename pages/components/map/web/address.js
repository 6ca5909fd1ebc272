/* The view in the page's address bar, after the `#`: `map=zoom/lat/lon`, and `outlines=60` where
   they are not at full strength. */

const FORM =
  /^#map=(\d{1,2}(?:\.\d)?)\/(-?\d{1,2}(?:\.\d{1,6})?)\/(-?\d{1,3}(?:\.\d{1,6})?)(?:&outlines=(100|\d{1,2}))?$/;

/** Read a view; null for anything that is not one, or lies beyond `limits` (pairs). */
export function readHash(hash, limits) {
  const found = FORM.exec(hash);
  if (!found) return null;
  const [zoom, lat, lon, outlines] = found.slice(1).map((text) => Number(text ?? 100));
  const inside = (value, [least, most]) => value >= least && value <= most;
  const fits = inside(zoom, limits.zoom) && inside(lat, limits.lat) && inside(lon, limits.lon);
  return fits ? { zoom, lat, lon, outlines } : null;
}

/** Write a view as `readHash` reads it. */
export function writeHash({ zoom, lat, lon, outlines }) {
  const view = `#map=${zoom.toFixed(1)}/${lat.toFixed(4)}/${lon.toFixed(4)}`;
  return outlines === 100 ? view : `${view}&outlines=${outlines}`;
}

/** The page around a frame; null where there is none, or it is not ours to look at. */
export function findPage(frame) {
  try {
    return frame.parent !== frame && frame.parent.location.pathname ? frame.parent : null;
  } catch {
    return null; // a sandbox: the map then works without an address
  }
}

/** Make the keeper of the address; without a page it keeps nothing. */
export function createAddress(frame) {
  const page = findPage(frame);
  const path = page?.location.pathname;
  const listen = (target, event, call) => {
    if (!target) return;
    target.addEventListener(event, call);
    frame.addEventListener("pagehide", () => target.removeEventListener(event, call));
  };
  return {
    read: () => page?.location.hash ?? "",

    /* Never a new entry of the history; path and query stay, and another page's address too. */
    write(hash) {
      if (!page || page.location.pathname !== path || page.location.hash === hash) return;
      try {
        page.history.replaceState(page.history.state, "", path + page.location.search + hash);
      } catch (error) {
        frame.console.warn(error); // some browsers limit how often: the next move writes it
      }
    },

    /* Call when the visitor goes back, forth, or edits the address. */
    watch(call) {
      for (const event of ["popstate", "hashchange"]) listen(page, event, call);
    },

    /* Call when the page changes its query and loses what stood after the `#`. A step back or
       forth has a view of its own. Browsers that do not tell are asked at each render. */
    watchLoss(call) {
      const lost = () => page.location.hash === "";
      listen(page?.navigation, "currententrychange", ({ navigationType }) => {
        // later: a link followed within the page is a step of the history at first
        if (navigationType !== "traverse" && lost()) setTimeout(() => lost() && call());
      });
    },
  };
}
