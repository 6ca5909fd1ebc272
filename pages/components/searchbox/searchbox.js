/* The search box: a combobox whose list Python fills as the person types (WAI-ARIA 1.2). */

const PAUSE_MS = 150;
const SHORTEST = 2;

/** The text as it is asked for: one space between words, none around; too short is nothing. */
export function tidy(text) {
  const query = text.trim().replace(/\s+/g, " ");
  return query.length < SHORTEST ? "" : query;
}

/** Which option a key leads to, of `count`; null if the key is not about the list. */
export function step(key, at, count) {
  if (count === 0) return null;
  switch (key) {
    case "ArrowDown": return (at + 1) % count;
    case "ArrowUp": return at <= 0 ? count - 1 : at - 1;
    case "Home": return 0;
    case "End": return count - 1;
    default: return null;
  }
}

/** What a screen reader says of an answer. */
export function announce(answer) {
  const { length } = answer.found;
  const counted = length === 1 ? "1 result" : `${length} results`;
  return [length ? `${counted}.` : "", answer.note].filter(Boolean).join(" ");
}

const boxes = new WeakMap();

class SearchBox {
  constructor(root) {
    this.box = root.querySelector(".box");
    this.input = root.querySelector("input");
    this.clear = root.querySelector("button");
    this.popup = root.querySelector(".popup");
    this.list = root.querySelector("ul");
    this.note = root.querySelector("p");
    this.status = root.querySelector("[role=status]");
    this.answer = { query: "", found: [], note: "" };
    this.asked = "";
    this.at = -1;
    this.hurried = false;
    this.moved = false;
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("focus", () => this.show());
    this.input.addEventListener("click", () => this.show());
    this.clear.addEventListener("click", () => this.empty());
    this.box.addEventListener("focusout", (event) => {
      if (!this.box.contains(event.relatedTarget)) this.hide();
    });
    // the box keeps the focus while the list is used with a mouse or a finger
    this.popup.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose([...this.list.children].indexOf(option));
      if (event.pointerType === "touch") this.input.blur();
    });
  }

  /** Take what Python sent: an answer to what stands here now is shown, any other is late. */
  receive({ data, setStateValue, setTriggerValue }) {
    this.tell = setStateValue;
    this.pick = setTriggerValue;
    this.latest = data;
    this.take();
  }

  take() {
    if (this.asked === "" || this.latest.query !== this.asked) return;
    this.box.removeAttribute("aria-busy");
    if (JSON.stringify(this.latest) === JSON.stringify(this.answer)) return;
    this.answer = this.latest;
    this.fill();
    if (this.hurried) this.choose(0);
    this.hurried = false;
  }

  typed() {
    this.clear.hidden = this.input.value === "";
    this.hurried = this.moved = false;
    clearTimeout(this.timer);
    if (tidy(this.input.value) === "") this.ask();
    else this.timer = setTimeout(() => this.ask(), PAUSE_MS);
  }

  ask() {
    clearTimeout(this.timer);
    const query = tidy(this.input.value);
    if (query === this.asked) return;
    this.asked = query;
    if (query === "") this.forget();
    else this.box.setAttribute("aria-busy", "true");
    this.tell("query", query);
    // asked for again before Python took note of anything else: it will not answer twice
    this.take();
  }

  pressed(event) {
    const { key } = event;
    if (key === "Enter") this.enter(event);
    else if (key === "Escape") this.escape(event);
    else this.walk(event);
  }

  enter(event) {
    if (event.isComposing) return;
    event.preventDefault();
    this.ask();
    if (!this.isCurrent()) this.hurried = this.asked !== "";
    else if (this.popup.hidden) this.show();
    else this.choose(Math.max(this.at, 0));
  }

  escape(event) {
    if (this.popup.hidden && this.input.value === "") return;
    event.preventDefault();
    if (this.popup.hidden) this.empty();
    else this.hide();
  }

  walk(event) {
    const within = event.key === "Home" || event.key === "End";
    // Home and End move the cursor in the text until the arrows have moved into the list
    if (event.altKey || event.ctrlKey || event.shiftKey || (within && !this.moved)) return;
    const hidden = this.popup.hidden;
    const to = step(event.key, hidden ? -1 : this.at, this.list.children.length);
    if (to === null) return;
    event.preventDefault();
    this.show();
    this.moved = true;
    this.mark(to);
  }

  /** Whether the list answers what stands in the box. */
  isCurrent() {
    return this.answer.query !== "" && this.answer.query === tidy(this.input.value);
  }

  fill() {
    const { found, note } = this.answer;
    this.list.replaceChildren(...found.map(drawOption));
    this.note.textContent = note;
    this.status.textContent = announce(this.answer);
    this.at = 0;
    this.show();
  }

  show() {
    if (!this.isCurrent()) return;
    const filled = this.list.children.length > 0;
    this.popup.hidden = false;
    this.list.hidden = !filled;
    this.input.setAttribute("aria-expanded", String(filled));
    if (filled) this.mark(Math.max(this.at, 0));
  }

  hide() {
    this.popup.hidden = true;
    this.moved = false;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  mark(at) {
    this.at = at;
    [...this.list.children].forEach((option, row) => {
      option.setAttribute("aria-selected", String(row === at));
    });
    this.input.setAttribute("aria-activedescendant", this.list.children[at].id);
    this.list.children[at].scrollIntoView({ block: "nearest" });
  }

  choose(row) {
    const chosen = this.answer.found[row];
    if (!chosen) return;
    const { query } = this.answer;
    this.input.value = "";
    this.clear.hidden = true;
    this.forget();
    this.status.textContent = `${chosen.label} chosen`;
    // both leave in one message, so the page runs once
    this.tell("query", "");
    this.pick("chosen", { query, row });
  }

  empty() {
    this.input.value = "";
    this.typed();
    this.input.focus();
  }

  /** Drop the answer and whatever is still to come. */
  forget() {
    clearTimeout(this.timer);
    this.asked = "";
    this.hurried = false;
    this.answer = { query: "", found: [], note: "" };
    this.list.replaceChildren();
    this.note.textContent = this.status.textContent = "";
    this.box.removeAttribute("aria-busy");
    this.hide();
  }
}

/** Draw one option; names are data and never markup. */
function drawOption({ label, detail }, row) {
  const option = document.createElement("li");
  option.id = `found-${row}`;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  for (const [tag, text] of [["b", label], ["span", detail]]) {
    const part = document.createElement(tag);
    part.textContent = text;
    option.append(part, " ");
  }
  return option;
}

/** Streamlit calls this with each new answer. */
export default function mount(component) {
  const root = component.parentElement;
  if (!boxes.has(root)) boxes.set(root, new SearchBox(root));
  boxes.get(root).receive(component);
  return () => clearTimeout(boxes.get(root)?.timer);
}
