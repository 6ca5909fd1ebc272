/* The key to colours and lines, and the sources. Built from text, never from markup. */

const NARROW_PX = 520;

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
  item.append(mark, textElement("span", "", entry.text));
  return item;
}

/** Fill the legend's box. */
export function fillLegend(box, legend) {
  const open = box.querySelector("details")?.open ?? window.innerWidth > NARROW_PX;
  const details = document.createElement("details");
  details.open = open;
  details.append(textElement("summary", "", legend.title));
  const list = document.createElement("ul");
  list.append(...legend.entries.map(buildEntry));
  details.append(list, ...legend.notes.map((note) => textElement("p", "locals-note", note)));
  box.replaceChildren(details);
}

/** The legend (bottom left), the scale and the sources (bottom right) as controls. */
export function addControls(L, map, sources) {
  const make = (position, className, label) => {
    const Control = L.Control.extend({
      onAdd() {
        const box = document.createElement("div");
        box.className = className;
        box.setAttribute("role", "region");
        box.setAttribute("aria-label", label);
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
        return box;
      },
    });
    return new Control({ position }).addTo(map).getContainer();
  };
  const legend = make("bottomleft", "locals-legend", "Key to the map");
  const credits = make("bottomright", "locals-sources", "Sources of the map");
  credits.textContent = sources;
  L.control.scale({ position: "bottomright", imperial: false }).addTo(map);
  return legend;
}
