/* Copy the address of the view, with the snapshot it shows; print the page. */

/** The address with the snapshot in it, so that it shows the same in two years' time. */
export function pinSnapshot(href, snapshot) {
  const url = new URL(href);
  url.searchParams.set("snapshot", snapshot);
  return url.href;
}

async function copy(text, said, field) {
  field.hidden = true;
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = "Link copied";
  } catch {
    // no access to the clipboard: show the link, selected, to be copied by hand
    said.textContent = "Copy this link:";
    field.hidden = false;
    field.value = text;
    field.select();
  }
}

export default function mount({ parentElement, data }) {
  const said = parentElement.querySelector("[role=status]");
  const field = parentElement.querySelector("input");
  parentElement.querySelector("[data-act=copy]").onclick = () =>
    copy(pinSnapshot(window.location.href, data.snapshot), said, field);
  parentElement.querySelector("[data-act=print]").onclick = () => window.print();
}
