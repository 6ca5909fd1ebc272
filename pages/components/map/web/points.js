/* Every school on one canvas: a Leaflet renderer that draws from typed arrays. */

import { blit } from "./blit.js";
import { projectX, projectY } from "./codec.js";
import { RING, SHAPES, orderRows } from "./colouring.js";
import { buildGrid, findCoincident, findNearest } from "./grid.js";

const NO_UNIT = "#8a8f93";
const HALO = "#ffffff";
const PADDING = 0.25;
const MOUSE_REACH_PX = 3;
const TOUCH_REACH_PX = 12;
const RADII_PX = [
  [5, 1.3],
  [7, 1.9],
  [9, 3.1],
  [11, 4.8],
  [13, 6.6],
  [16, 9],
];

/** Radius of a school at a zoom, in CSS pixels, straight between the stated zooms. */
export function radiusAt(zoom) {
  const last = RADII_PX.length - 1;
  if (zoom <= RADII_PX[0][0]) return RADII_PX[0][1];
  for (let k = 1; k <= last; k += 1) {
    const [z0, r0] = RADII_PX[k - 1];
    const [z1, r1] = RADII_PX[k];
    if (zoom <= z1) return r0 + ((r1 - r0) * (zoom - z0)) / (z1 - z0);
  }
  return RADII_PX[last][1];
}

function drawDot(context, x, y, radius, colour, ring) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = ring ? HALO : colour;
  context.fill();
  if (ring) {
    const width = Math.max(radius * 0.45, 0.8);
    context.beginPath();
    context.arc(x, y, radius - width / 2, 0, 2 * Math.PI);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  } else if (radius > 2.6) {
    context.lineWidth = 0.8;
    context.strokeStyle = HALO;
    context.stroke();
  }
}

/** A small picture for each sprite, as pixels. */
function makePictures(palette, radius, ratio) {
  const cell = Math.ceil(2 * (radius + 1) * ratio);
  const canvas = document.createElement("canvas");
  canvas.width = cell;
  canvas.height = cell;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const centre = cell / 2 / ratio;
  const paint = (colour, ring, size) => {
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, cell, cell);
    drawDot(context, centre, centre, size, colour, ring);
    return new Uint32Array(context.getImageData(0, 0, cell, cell).data.buffer);
  };
  const pictures = [paint(NO_UNIT, true, radius * 0.85)];
  for (const colour of palette) {
    for (let shape = 0; shape < SHAPES; shape += 1) {
      pictures.push(paint(colour, shape === RING, radius));
    }
  }
  return { pictures, cell };
}

/** Make the layer; `L` is Leaflet, `points` comes from `decodePoints`. */
export function createPoints(L, points, pane) {
  const grid = buildGrid(points);
  const state = {
    shown: new Uint8Array(points.count),
    sprites: new Uint16Array(points.count),
    rows: new Int32Array(0),
    palette: [],
    drawn: 0,
    draws: 0,
  };

  const Points = L.Renderer.extend({
    options: { pane, padding: PADDING },

    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
      this._context = this._container.getContext("2d");
    },

    _destroyContainer() {
      this._container.remove();
      delete this._container;
    },

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const ratio = window.devicePixelRatio || 1;
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = Math.round(size.x * ratio);
      this._container.height = Math.round(size.y * ratio);
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      this.draw();
    },

    draw() {
      if (!this._bounds) return;
      const ratio = window.devicePixelRatio || 1;
      const zoom = this._map.getZoom();
      const { pictures, cell } = makePictures(state.palette, radiusAt(zoom), ratio);
      const scale = this._map.options.crs.scale(zoom) * ratio;
      const origin = this._map.getPixelOrigin().add(this._bounds.min).multiplyBy(ratio);
      const image = this._clearImage();
      const left = origin.x + cell / 2;
      const top = origin.y + cell / 2;
      const { x, y } = points;
      const { rows, shown, sprites } = state;
      let drawn = 0;
      for (let k = 0; k < rows.length; k += 1) {
        const i = rows[k];
        if (!shown[i]) continue;
        const px = Math.round(x[i] * scale - left);
        const py = Math.round(y[i] * scale - top);
        if (px <= -cell || py <= -cell || px >= image.width || py >= image.height) continue;
        blit(image, pictures[sprites[i]], cell, px, py);
        drawn += 1;
      }
      this._context.putImageData(image.data, 0, 0);
      state.drawn = drawn;
      state.draws += 1;
    },

    /* An empty image of the canvas's size; the one before is used again where it fits. */
    _clearImage() {
      const { width, height } = this._container;
      if (this._image?.width === width && this._image.height === height) {
        this._image.pixels.fill(0);
        return this._image;
      }
      const data = this._context.createImageData(width, height);
      this._image = { data, width, height, pixels: new Uint32Array(data.data.buffer) };
      return this._image;
    },

    setShown(shown) {
      state.shown = shown;
      for (let i = 0; i < points.count; i += 1) shown[i] &= points.located[i];
      this.draw();
    },

    setSprites(sprites, palette) {
      if (sprites.length !== points.count) {
        throw new Error(`colours: ${sprites.length} for ${points.count} schools`);
      }
      state.sprites = sprites;
      state.palette = palette;
      state.rows = orderRows(sprites, points.located);
      this.draw();
    },

    /* The school under a place of the map; -1 for none. */
    find(latlng, touch) {
      const zoom = this._map.getZoom();
      const reach = radiusAt(zoom) + (touch ? TOUCH_REACH_PX : MOUSE_REACH_PX);
      const radius = reach / this._map.options.crs.scale(zoom);
      return findNearest(grid, projectX(latlng.lng), projectY(latlng.lat), radius, state.shown);
    },

    findTogether(i) {
      return findCoincident(grid, i, state.shown);
    },

    placeOf(i) {
      return L.latLng(points.latSteps[i] / points.steps, points.lonSteps[i] / points.steps);
    },

    isShown(i) {
      return state.shown[i] === 1;
    },

    radius() {
      return radiusAt(this._map.getZoom());
    },

    stats() {
      let shown = 0;
      for (let i = 0; i < points.count; i += 1) shown += state.shown[i];
      return { total: points.count, shown, drawn: state.drawn, draws: state.draws };
    },
  });
  return new Points();
}
