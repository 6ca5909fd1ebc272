/* The words beside the pointer, and the list of schools that share a site. Text only, never
   markup: names come from data. */

const OFFSET_PX = 14;

/** A tooltip of lines, the first of them strong. */
export function createTooltip(container) {
  const box = document.createElement("div");
  box.className = "locals-tooltip";
  box.setAttribute("aria-hidden", "true");
  box.hidden = true;
  container.append(box);
  return {
    show(place, lines) {
      box.replaceChildren(
        ...lines.map((line, i) => {
          const row = document.createElement(i === 0 ? "strong" : "span");
          row.textContent = line;
          return row;
        }),
      );
      box.hidden = false;
      const { clientWidth: width, clientHeight: height } = container;
      const left = place.x + OFFSET_PX + box.offsetWidth > width;
      const above = place.y + OFFSET_PX + box.offsetHeight > height;
      const x = left ? Math.max(place.x - OFFSET_PX - box.offsetWidth, 4) : place.x + OFFSET_PX;
      const y = above ? Math.max(place.y - OFFSET_PX - box.offsetHeight, 4) : place.y + OFFSET_PX;
      box.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
    },
    hide() {
      box.hidden = true;
    },
  };
}

/** A list of buttons, one for each school of a site. */
export function buildChoice(schools, choose) {
  const box = document.createElement("div");
  box.className = "locals-choice";
  const title = document.createElement("p");
  title.textContent = `${schools.length} schools share this place`;
  const list = document.createElement("ul");
  for (const school of schools) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = school.name;
    const note = document.createElement("small");
    note.textContent = `URN ${school.urn}`;
    button.append(note);
    button.addEventListener("click", () => choose(school.row));
    const item = document.createElement("li");
    item.append(button);
    list.append(item);
  }
  box.append(title, list);
  return box;
}
