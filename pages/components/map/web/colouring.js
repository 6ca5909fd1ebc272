/* From units and certainties to the sprite each school is drawn with. Pure. */

export const FILLED = 0;
export const RING = 1;
export const SHAPES = 2;

// null: classes of a measure, which say nothing of certainty
const FIRM = new Set(["designated", "listed", null]);

/** Sprite 0 is "no unit"; the others are two for each colour: filled where firm, else a ring. */
export function spriteOf(colour, certainty) {
  return 1 + colour * SHAPES + (FIRM.has(certainty) ? FILLED : RING);
}

/** The sprite of each school in a system read from its file. */
export function pickSprites(system) {
  const certainties = system.certainties;
  const { colour } = system.units;
  const sprites = new Uint16Array(system.unit.length);
  for (let i = 0; i < sprites.length; i += 1) {
    const unit = system.unit[i];
    if (unit >= 0) sprites[i] = spriteOf(colour[unit], certainties[system.certainty[i]]);
  }
  return sprites;
}

/** Rows in the order they are drawn: schools without a unit lie below the others. */
export function orderRows(sprites, located) {
  const rows = new Int32Array(sprites.length);
  let next = 0;
  for (const below of [true, false]) {
    for (let i = 0; i < sprites.length; i += 1) {
      if (located[i] && (sprites[i] === 0) === below) {
        rows[next] = i;
        next += 1;
      }
    }
  }
  return rows.subarray(0, next);
}

/** Give a visitor's own system, sent in the command, the form of a system file. */
export function readOwnSystem(own, codes) {
  return {
    name: own.name,
    unit_name: own.unit_name,
    palette: own.palette,
    certainties: [own.certainty],
    certainty: new Uint8Array(codes.length),
    units: { id: own.unit_names, name: own.unit_names, colour: own.colours },
    unit: codes,
  };
}
