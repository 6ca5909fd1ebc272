/* Copying small pictures into an image, pixel by pixel. A canvas takes ten times as long to draw
   24,000 of them where there is no graphics processor. Pixels are 0xAABBGGRR. Pure. */

/** One pixel over another, neither of them premultiplied. */
export function blend(over, under) {
  const a = over >>> 24;
  if (a === 255 || under >>> 24 === 0) return over;
  if (a === 0) return under;
  const below = ((under >>> 24) * (255 - a)) / 255;
  const alpha = a + below;
  let pixel = Math.round(alpha) << 24;
  for (let shift = 0; shift < 24; shift += 8) {
    const mixed = ((over >>> shift) & 255) * a + ((under >>> shift) & 255) * below;
    pixel |= Math.round(mixed / alpha) << shift;
  }
  return pixel >>> 0;
}

/** Put a square picture of side `cell` into an image at a place that may be partly outside. */
export function blit(image, picture, cell, left, top) {
  const { pixels, width, height } = image;
  const firstX = Math.max(0, -left);
  const lastX = Math.min(cell, width - left);
  const lastY = Math.min(cell, height - top);
  for (let y = Math.max(0, -top); y < lastY; y += 1) {
    let to = (top + y) * width + left + firstX;
    let from = y * cell + firstX;
    for (let x = firstX; x < lastX; x += 1) {
      const pixel = picture[from];
      if (pixel >>> 24 === 255) pixels[to] = pixel;
      else if (pixel >>> 24 !== 0) pixels[to] = blend(pixel, pixels[to]);
      to += 1;
      from += 1;
    }
  }
}
