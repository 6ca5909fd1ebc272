/* How strong the outlines are: a slider that asks nothing of Python. */

const FULL = 100;

/** Make the slider for a pane of the map. */
export function createFade(pane) {
  const label = document.createElement("label");
  label.className = "locals-fade";
  const slider = document.createElement("input");
  slider.type = "range";
  slider.max = String(FULL);
  slider.step = "10";
  slider.value = String(FULL);
  label.append("Strength of the outlines", slider);

  const show = () => {
    pane.style.opacity = String(slider.valueAsNumber / FULL);
    slider.setAttribute("aria-valuetext", `${slider.value}%`);
  };
  slider.addEventListener("input", show);
  show();

  return {
    element: label,
    get: () => slider.valueAsNumber,
    set(value) {
      slider.value = String(value);
      show();
    },
    watch: (call) => slider.addEventListener("change", call),
  };
}
