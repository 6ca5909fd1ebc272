/* First script of the map's frame. It says "loading" before anything else is there, starts the
   modules, and turns whatever fails to load into words: the map is never blank without one.
   A classic script, because the frame knows no modules; the rest of the code is modules. */
(function boot(window, document) {
  "use strict";

  const FAILURE =
    "The map could not be loaded. The search box and the table give the same information.";

  const MODULES = (
    "address area blit codec colouring drawing drawtools fade fetching grid ground hover layer " +
    "legend lines outlines pointer points renderer report selection shapes sketch towns view"
  ).split(" ");

  try {
    if (window.frameElement) window.frameElement.title = "Map of schools";
  } catch (error) {
    window.console.warn(error); // a sandbox: the page then names the frame
  }

  const panel = document.createElement("div");
  panel.className = "locals-panel";
  panel.setAttribute("role", "status");
  panel.textContent = "Loading the map…";
  // the style sheet may be what failed, so the panel stands without it
  panel.style.cssText = "position:absolute;left:0;right:0;top:40%;z-index:1200;text-align:center";
  document.body.append(panel);
  // the frame has no height before the map is made: words in it would not be seen
  const height = parseInt(document.getElementById("map_div")?.style.height ?? "", 10);
  if (height && window.Streamlit) window.Streamlit.setFrameHeight(height);

  const status = {
    say(text) {
      panel.setAttribute("role", "status");
      panel.dataset.state = "loading";
      panel.replaceChildren(text);
    },
    fail(error, text = FAILURE) {
      window.localsFailure = String(error);
      const again = document.createElement("button");
      again.type = "button";
      again.textContent = "Reload the map";
      again.addEventListener("click", () => window.location.reload());
      panel.hidden = false;
      panel.setAttribute("role", "alert");
      panel.dataset.state = "failed";
      panel.replaceChildren(document.createTextNode(text), document.createElement("br"), again);
      if (!panel.isConnected) document.body.append(panel);
    },
    done() {
      panel.remove();
    },
  };

  // an asset that does not load raises an event on its element only, and only when captured
  window.addEventListener(
    "error",
    (event) => {
      if (event.target instanceof HTMLScriptElement) status.fail(event.target.src);
    },
    true,
  );

  // all at once: found one inside the other they would take three rounds
  const base = new URL(".", document.currentScript.src);
  for (const name of MODULES) {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = new URL(`${name}.js`, base);
    document.head.append(link);
  }
  const code = import("./layer.js");
  code.catch((error) => status.fail(error));
  let attached = null;

  window.localsBoot = {
    attach(map, settings) {
      attached = code.then((module) => module.attach(map, settings, status));
      attached.catch((error) => status.fail(error));
    },
    apply(command) {
      attached.then((layer) => layer.apply(command)).catch((error) => status.fail(error));
    },
  };
})(window, document);
