/* The map: puts the parts together and carries out commands. */

import { decodeCodes, decodeMask, decodeNames, decodePoints, findSorted } from "./codec.js";
import { pickSprites, readOwnSystem } from "./colouring.js";
import { fetchJson } from "./fetching.js";
import { addGround } from "./ground.js";
import { addControls, fillLegend } from "./legend.js";
import { createOutlines } from "./outlines.js";
import { createPointer } from "./pointer.js";
import { createPoints } from "./points.js";
import { followDrag } from "./renderer.js";
import { createSelection } from "./selection.js";
import { createView } from "./view.js";

const PANES = { land: 210, outlines: 400, schools: 450, selection: 460 };

function addPanes(map) {
  for (const [name, level] of Object.entries(PANES)) {
    const pane = map.createPane(name);
    pane.style.zIndex = String(level);
    pane.style.pointerEvents = "none";
  }
}

function readNames(url) {
  const names = { list: null };
  fetchJson(url)
    .then((packed) => {
      names.list = decodeNames(packed);
    })
    // without them a school shows its URN
    .catch((error) => window.console.warn(error));
  return names;
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
  const view = createView(map, settings.key, settings.home);
  addGround(L, map, settings, urlOf);
  const legendBox = addControls(L, map, settings.sources);

  status.say("Loading the schools…");
  const names = readNames(urlOf(settings.files.names));
  const points = decodePoints(await fetchJson(urlOf(settings.files.points)));
  const schools = createPoints(L, points, "schools").addTo(map);
  followDrag(L, map, schools);
  const outlines = createOutlines(L, map, "outlines");
  const selection = createSelection(L, map, "selection");
  map.on("zoomend", () => selection.resize(schools.radius()));
  let system = null;
  let latest = 0;
  const parts = { points, schools, outlines, selection };
  createPointer(L, map, parts, {
    nameOf: (row) => names.list?.[row] || `School ${points.urn[row]}`,
    system: () => system,
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
    selection: selection.count(),
    named: names.list !== null,
    system: system?.system ?? system?.name ?? null,
  });

  /* Carry out a command; one that a newer command has overtaken stops where it is. */
  layer.apply = async (command) => {
    latest += 1;
    const turn = latest;
    schools.setShown(decodeMask(command.shown, points.count));
    fillLegend(legendBox, command.legend);
    container.setAttribute("aria-label", `${settings.label} ${command.summary}`);
    view.go(command.view);
    const place = ring(command.selected);
    const [colours, shapes, bases] = await Promise.all([
      readColours(command.colour),
      outlines.prepare(command.outlines, urlOf),
      place ? selection.prepare(command.selected.links, urlOf) : [],
    ]);
    if (turn !== latest) return;
    if (colours !== system || !layer.ready) showColours(colours);
    outlines.show(shapes);
    if (place) selection.link(place, bases);
    status.done();
    layer.ready = true;
    layer.applied += 1;
  };
  return layer;
}
