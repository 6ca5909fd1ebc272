/* Drawing an area on the map, with a mouse, a finger or the keyboard. */

import { buildButton, buildHint, createTrace } from "./drawtools.js";
import { addPoint, hint, isWhole, tellSize, traceArea, writeArea } from "./sketch.js";

const CATCH_PX = 12;
const SAME_PX = 4;
const SETTLE_MS = 400; // a second click of a double click is not meant for the map
const SUSPENDED = ["dragging", "doubleClickZoom", "boxZoom"];

function addButtons(L, map, start) {
  const buttons = {
    polygon: buildButton("polygon", () => start("polygon")),
    circle: buildButton("circle", () => start("circle")),
  };
  const bar = L.control({ position: "topleft" });
  bar.onAdd = () => {
    const box = document.createElement("div");
    box.className = "leaflet-bar locals-draw";
    box.append(buttons.polygon, buttons.circle);
    L.DomEvent.disableClickPropagation(box);
    return box;
  };
  bar.addTo(map);
  return buttons;
}

/** Make the drawing tools; `finish` gets the ring and the text of each area drawn. */
export function createDrawing(L, map, pane, finish) {
  const container = map.getContainer();
  const trace = createTrace(L, map, pane);
  const tools = buildHint(L, container, { finish: complete, undo, cancel: () => stop() });
  const buttons = addButtons(L, map, start);
  let kind = null;
  let points = [];
  let there = null;
  let frame = 0;
  let settling = 0;
  let off = [];

  function show() {
    frame = 0;
    const whole = kind === "circle" && isWhole(kind, points);
    trace.show(traceArea(kind, there && !whole ? [...points, there] : points), points);
    tools.measure(tellSize(kind, points, there));
  }

  function put(next) {
    points = next;
    tools.say(hint(kind, points));
    tools.allow({ finish: isWhole(kind, points), undo: points.length > 0 });
    show();
  }

  function undo() {
    put(points.slice(0, -1));
  }

  function start(wanted) {
    const same = kind === wanted;
    if (kind) stop();
    if (same) return;
    clearTimeout(settling);
    kind = wanted;
    if (!off.length) off = SUSPENDED.filter((name) => map[name].enabled());
    for (const name of off) map[name].disable();
    map.closePopup();
    container.classList.add("locals-drawing");
    buttons[kind].setAttribute("aria-pressed", "true");
    tools.open(kind);
    put([]);
    container.focus({ preventScroll: true });
  }

  function stop(words = "") {
    cancelAnimationFrame(frame);
    const button = buttons[kind];
    [kind, points, there, frame] = [null, [], null, 0];
    show();
    clearTimeout(settling);
    settling = setTimeout(() => {
      for (const name of off) map[name].enable();
      off = [];
    }, SETTLE_MS);
    container.classList.remove("locals-drawing");
    tools.close(words);
    button.setAttribute("aria-pressed", "false");
    button.focus({ preventScroll: true });
  }

  function complete() {
    if (!isWhole(kind, points)) return;
    finish(traceArea(kind, points), writeArea(kind, points));
    stop(kind === "circle" ? "Circle drawn." : `Area of ${points.length} points drawn.`);
  }

  function touches(point, latlng, reach) {
    if (!point) return false;
    const own = map.latLngToContainerPoint([point[1], point[0]]);
    return own.distanceTo(map.latLngToContainerPoint(latlng)) <= reach;
  }

  function click(latlng) {
    // a double click is two clicks on one place
    if (touches(points.at(-1), latlng, SAME_PX)) return;
    if (kind === "polygon" && isWhole(kind, points) && touches(points[0], latlng, CATCH_PX)) {
      complete();
    } else if (map.options.maxBounds.contains(latlng)) {
      put(addPoint(kind, points, [latlng.lng, latlng.lat]));
      if (kind === "circle") complete();
    }
  }

  function follow(latlng) {
    there = [latlng.lng, latlng.lat];
    frame ||= requestAnimationFrame(show);
  }

  const keys = {
    Escape: () => stop(),
    Backspace: undo,
    Enter: () => (kind === "circle" ? click(map.getCenter()) : complete()),
    " ": () => click(map.getCenter()),
  };
  container.addEventListener("keydown", (event) => {
    const pressesButton = event.target.closest("button") && ["Enter", " "].includes(event.key);
    if (!kind || pressesButton || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  map.on("click", (event) => kind && click(event.latlng));
  map.on("dblclick", () => kind && complete());
  map.on("mousemove", (event) => kind && follow(event.latlng));
  // the keyboard moves the map below the cross in its middle
  map.on("move", () => kind && follow(map.getCenter()));

  return { active: () => kind !== null || off.length > 0 };
}
