/* What one sees of a drawing: its buttons, the strip that says what to do next, the lines. */

const WORDS_MS = 4000;
const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  polygon: { label: "Draw an area", tag: "path", attributes: { d: "M4 7 13 3l4 8-6 6-7-4z" } },
  circle: { label: "Draw a circle", tag: "circle", attributes: { cx: 10, cy: 10, r: 7 } },
};
const LINE = { color: "#0b0c0c", weight: 2, dashArray: "4 4", fillOpacity: 0.05 };
const DOT = { color: "#0b0c0c", weight: 2, fillColor: "#fff", fillOpacity: 1 };

function drawIcon({ tag, attributes }) {
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("viewBox", "0 0 20 20");
  icon.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
  icon.append(shape);
  return icon;
}

function makeButton(text, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", act);
  return button;
}

/** A button that begins to draw a polygon or a circle, and ends that when pressed again. */
export function buildButton(kind, act) {
  const button = makeButton("", act);
  button.title = SHAPES[kind].label;
  button.setAttribute("aria-label", SHAPES[kind].label);
  button.setAttribute("aria-pressed", "false");
  button.append(drawIcon(SHAPES[kind]));
  return button;
}

/** The strip at the top of the map; `acts` are `finish`, `undo` and `cancel`. */
export function buildHint(L, container, acts) {
  const strip = document.createElement("div");
  strip.className = "locals-hint";
  // always there, or a screen reader would not hear what comes into it
  const words = document.createElement("p");
  words.setAttribute("role", "status");
  const row = document.createElement("div");
  row.hidden = true;
  const size = document.createElement("span");
  const finish = makeButton("Finish", acts.finish);
  const undo = makeButton("Remove last point", acts.undo);
  row.append(size, finish, undo, makeButton("Cancel", acts.cancel));
  strip.append(words, row);
  const cross = document.createElement("div");
  cross.className = "locals-cross";
  container.append(strip, cross);
  L.DomEvent.disableClickPropagation(strip);

  let timer = 0;
  const say = (text) => {
    clearTimeout(timer);
    words.textContent = text;
  };
  return {
    say,
    measure(text) {
      size.textContent = text;
    },
    allow(what) {
      finish.disabled = !what.finish;
      undo.disabled = !what.undo;
    },
    open(kind) {
      row.hidden = false;
      finish.hidden = kind === "circle";
    },
    close(text) {
      row.hidden = true;
      say(text);
      timer = setTimeout(say, WORDS_MS, "");
    },
  };
}

/** The growing shape, on a layer of its own; `ring` and `points` are [lon, lat]. */
export function createTrace(L, map, pane) {
  const renderer = L.svg({ pane, padding: 0.5 });
  const still = { pane, renderer, interactive: false };
  const group = L.layerGroup().addTo(map);
  const flip = ([lon, lat]) => [lat, lon];
  return {
    show(ring, points) {
      group.clearLayers();
      if (ring) L.polygon(ring.map(flip), { ...still, ...LINE }).addTo(group);
      points.forEach((point, at) => {
        L.circleMarker(flip(point), { ...still, ...DOT, radius: at === 0 ? 6 : 4 }).addTo(group);
      });
    },
  };
}
