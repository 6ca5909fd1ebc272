import assert from "node:assert/strict";
import { test } from "node:test";

import { blend, blit } from "../../pages/components/map/web/blit.js";

const RED = 0xff0000ff;
const BLUE = 0xffff0000;

test("an opaque pixel covers, a clear one leaves what is there", () => {
  assert.equal(blend(RED, BLUE), RED);
  assert.equal(blend(0x00ffffff, BLUE), BLUE);
  assert.equal(blend(0x800000ff, 0), 0x800000ff);
});

test("half red over opaque blue is half of each, and opaque", () => {
  const mixed = blend(0x800000ff, BLUE);
  assert.equal(mixed >>> 24, 255);
  assert.ok(Math.abs((mixed & 255) - 128) <= 1);
  assert.ok(Math.abs(((mixed >>> 16) & 255) - 127) <= 1);
});

test("half over half is three quarters", () => {
  assert.ok(Math.abs((blend(0x800000ff, 0x80ff0000) >>> 24) - 192) <= 1);
});

test("a picture is cut at every edge of the image", () => {
  const picture = new Uint32Array(4).fill(RED);
  const draw = (left, top) => {
    const image = { pixels: new Uint32Array(9), width: 3, height: 3 };
    blit(image, picture, 2, left, top);
    return [...image.pixels].map((pixel) => (pixel === RED ? 1 : 0)).join("");
  };
  assert.equal(draw(0, 0), "110110000");
  assert.equal(draw(-1, -1), "100000000");
  assert.equal(draw(2, 2), "000000001");
  assert.equal(draw(2, -1), "001000000");
  assert.equal(draw(3, 0), "000000000");
  assert.equal(draw(0, -2), "000000000");
});
