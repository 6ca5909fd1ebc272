/* The key to colours and lines, scale, north and sources. Built from text, never from markup. */

const NARROW_PX = 700;
const SHORT_PX = 420;
const INK = "#0b0c0c";

function textElement(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function buildEntry(entry) {
  const item = document.createElement("li");
  const mark = document.createElement("span");
  mark.className = `locals-mark locals-mark-${entry.mark}`;
  mark.setAttribute("aria-hidden", "true");
  mark.style.setProperty("--mark", entry.colour);
  if (entry.width) mark.style.setProperty("--width", `${entry.width}px`);
  item.append(mark, textElement("span", "", entry.text));
  return item;
}

/** What a command draws beside schools and outlines, as lines of the key. */
export function listExtras({ lines, selected, area }) {
  const entries = lines
    .filter((layer) => layer.in_key)
    .map(({ name, colour, weight }) => ({ mark: "line", colour, text: name, width: weight }));
  if (area) entries.push({ mark: "area", colour: INK, text: "The area drawn" });
  if (selected) entries.push({ mark: "chosen", colour: INK, text: "The school picked" });
  if (selected?.links.length) {
    entries.push({ mark: "base", colour: "#505a5f", text: "Base of a unit it belongs to" });
  }
  return entries;
}

/** How to read borders that coincide, where several systems are outlined. */
export function explainWidths(outlines) {
  if (outlines.length < 2) return [];
  const names = outlines.map(({ name }) => name).join(", ");
  return [`Where borders coincide they lie on one another, from wide to narrow: ${names}.`];
}

/** Fill the legend's box; what was folded or in focus stays so. */
export function fillLegend(box, command, fade) {
  const { legend, outlines } = command;
  const entries = [...legend.entries, ...listExtras(command)];
  const notes = [...legend.notes, ...explainWidths(outlines)];
  box.querySelector("summary").textContent = legend.title;
  box.querySelector("ul").replaceChildren(...entries.map(buildEntry));
  box
    .querySelector(".locals-notes")
    .replaceChildren(...notes.map((note) => textElement("p", "locals-note", note)));
  fade.element.hidden = outlines.length === 0;
}

/** Whether the map has no room for an open legend beside England. */
export function isSmall(map) {
  const { x: width, y: height } = map.getSize();
  return width <= NARROW_PX || height <= SHORT_PX;
}

function buildLegend(map, fade) {
  const details = document.createElement("details");
  details.open = !isSmall(map);
  details.append(
    // named from the start: the title comes with the first command
    textElement("summary", "", "Key"),
    fade.element,
    document.createElement("ul"),
    textElement("div", "locals-notes", ""),
  );
  return details;
}

function addScale(L, map) {
  const scale = L.control.scale({ position: "bottomright", imperial: false }).addTo(map);
  const north = textElement("span", "locals-north", "N");
  north.setAttribute("role", "img");
  north.setAttribute("aria-label", "North is up");
  scale.getContainer().prepend(north);
}

/** The legend (left, off Cornwall), the scale and the sources (bottom right) as controls. */
export function addControls(L, map, sources, fade) {
  const make = (position, className, label, content) => {
    const Control = L.Control.extend({
      onAdd() {
        const box = document.createElement("div");
        box.className = className;
        box.setAttribute("role", "region");
        box.setAttribute("aria-label", label);
        box.append(content);
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
        return box;
      },
    });
    return new Control({ position }).addTo(map).getContainer();
  };
  make("bottomright", "locals-sources", "Sources of the map", sources);
  addScale(L, map);
  return make("topleft", "locals-legend", "Key to the map", buildLegend(map, fade));
}
