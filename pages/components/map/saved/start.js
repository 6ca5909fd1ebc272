/* Start of a saved map: one file, without a server, a module loader or a network. */

import { attach } from "./layer.js";
import { followPaper } from "./paper.js";
import { answerClicks } from "./words.js";

const FAILURE = "The map could not be drawn. The words above and below say what it shows.";

const panel = document.querySelector(".locals-panel");
const status = {
  say(text) {
    panel.replaceChildren(text);
  },
  fail(error) {
    window.localsFailure = String(error);
    panel.setAttribute("role", "alert");
    panel.dataset.state = "failed";
    panel.replaceChildren(FAILURE);
  },
  done() {
    panel.remove();
  },
};
let attached = null;
let files = null;

window.localsBoot = {
  attach(map, settings) {
    files = settings.files;
    attached = attach(map, settings, status);
    attached.catch(status.fail);
  },
  apply(command) {
    attached
      .then(async (layer) => {
        await layer.apply(command);
        followPaper(layer.map);
        answerClicks(window.L, layer, files, command.colour);
      })
      .catch(status.fail);
  },
};
