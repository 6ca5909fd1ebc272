/* The map: puts the parts together and carries out commands. */

import { createAddress } from "./address.js";
import { createArea } from "./area.js";
import { decodeCodes, decodeMask, decodeNames, decodePoints, findSorted } from "./codec.js";
import { pickSprites, readOwnSystem } from "./colouring.js";
import { createDrawing } from "./drawing.js";
import { createFade } from "./fade.js";
import { fetchJson } from "./fetching.js";
import { addGround } from "./ground.js";
import { addControls, fillLegend } from "./legend.js";
import { createLines } from "./lines.js";
import { createOutlines } from "./outlines.js";
import { createPointer } from "./pointer.js";
import { createPoints } from "./points.js";
import { followDrag } from "./renderer.js";
import { sendReport } from "./report.js";
import { createSelection } from "./selection.js";
import { createView } from "./view.js";

const PANES = {
  land: 210,
  outlines: 400,
  lines: 410,
  area: 420,
  schools: 450,
  towns: 455,
  selection: 460,
};
const LINES_ABOVE = 452; // the schools, and below the names of towns

function addPanes(map) {
  for (const [name, level] of Object.entries(PANES)) {
    const pane = map.createPane(name);
    pane.style.zIndex = String(level);
    pane.style.pointerEvents = "none";
  }
}

/* Names are read when the pointer first comes: the map is drawn without them. */
function createNames(container, url, done) {
  let asked = null;
  const names = {
    list: null,
    read() {
      asked ??= fetchJson(url)
        .then((packed) => {
          names.list = decodeNames(packed);
          done();
        })
        // without them a school shows its URN
        .catch((error) => window.console.warn(error));
      return asked;
    },
  };
  container.addEventListener("pointerover", names.read, { once: true });
  return names;
}

function createParts(L, map, drawable) {
  const area = createArea(L, map, "area");
  const report = (ring, text) => {
    // at once, without waiting for Python's answer
    area.show(ring);
    sendReport(window, `area:${Date.now()}:${text}`);
  };
  return {
    area,
    outlines: createOutlines(L, map, "outlines"),
    lines: createLines(L, map, "lines"),
    selection: createSelection(L, map, "selection"),
    drawing: drawable ? createDrawing(L, map, "area", report) : null,
  };
}

/** Start our layers in a Leaflet map; resolves when commands can be carried out. */
export async function attach(map, settings, status) {
  const L = window.L;
  const urlOf = (name) => `${settings.folder}/${name}`;
  const container = map.getContainer();
  container.classList.add("locals-map");
  container.setAttribute("role", "region");
  container.setAttribute("aria-label", settings.label);
  addPanes(map);
  const fade = createFade(map.getPane("outlines"));
  const view = createView(map, settings, createAddress(window), fade);
  addGround(L, map, settings, urlOf);
  const parts = createParts(L, map, settings.drawable);
  const { outlines, lines, area, selection, drawing } = parts;
  const legendBox = addControls(L, map, settings.sources, fade);

  status.say("Loading the schools…");
  new ResizeObserver(() => view.refit()).observe(container);
  let pointer = null;
  const names = createNames(container, urlOf(settings.files.names), () => pointer?.refresh());
  const points = decodePoints(await fetchJson(urlOf(settings.files.points)));
  const schools = createPoints(L, points, "schools").addTo(map);
  followDrag(L, map, schools);
  map.on("zoomend", () => selection.resize(schools.radius()));
  let system = null;
  let latest = 0;
  pointer = createPointer(L, map, { ...parts, points, schools }, {
    nameOf: (row) => names.list?.[row] || `School ${points.urn[row]}`,
    named: () => names.read(),
    system: () => system,
    busy: () => drawing !== null && drawing.active(),
  });

  async function readColours(colour) {
    if (colour.own) return readOwnSystem(colour.own, decodeCodes(colour.own.unit, points.count));
    return colour.file === null ? null : fetchJson(urlOf(colour.file));
  }

  function showColours(next) {
    system = next;
    const sprites = next ? pickSprites(next) : new Uint16Array(points.count);
    schools.setSprites(sprites, next?.palette ?? []);
  }

  function ring(selected) {
    const row = selected ? findSorted(points.urn, selected.urn) : -1;
    const place = row >= 0 && points.located[row] ? schools.placeOf(row) : null;
    selection.ring(place, schools.radius());
    return place;
  }

  // for tests and for looking into a running map
  const layer = { ready: false, applied: 0, map, points };
  window.localsLayer = layer;
  layer.stats = () => ({
    ...schools.stats(),
    outlines: outlines.count(),
    weights: outlines.weights(),
    lines: lines.count(),
    areas: area.count(),
    selection: selection.count(),
    named: names.list !== null,
    system: system?.system ?? system?.name ?? null,
  });

  /* What needs no file: at once. */
  function applyNow(command) {
    schools.setShown(decodeMask(command.shown, points.count));
    fillLegend(legendBox, command, fade);
    container.setAttribute("aria-label", `${settings.label} ${command.summary}`);
    area.show(command.area);
    view.go(command.view);
  }

  /* Carry out a command; one that a newer command has overtaken stops where it is. */
  layer.apply = async (command) => {
    latest += 1;
    const turn = latest;
    applyNow(command);
    const place = ring(command.selected);
    const [colours, shapes, strokes, bases] = await Promise.all([
      readColours(command.colour),
      outlines.prepare(command.outlines, urlOf),
      lines.prepare(command.lines, urlOf),
      place ? selection.prepare(command.selected.links, urlOf) : [],
    ]);
    if (turn !== latest) return;
    if (colours !== system || !layer.ready) showColours(colours);
    outlines.show(shapes);
    map.getPane("lines").style.zIndex = String(command.lines_above ? LINES_ABOVE : PANES.lines);
    lines.show(strokes, command.lines_above);
    if (place) selection.link(place, bases);
    status.done();
    view.restore();
    layer.ready = true;
    layer.applied += 1;
  };
  // a run that changes the query but not the command is told only by this
  window.Streamlit?.events?.addEventListener("streamlit:render", view.restore);
  return layer;
}
