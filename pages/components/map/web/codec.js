/* The files and the command, from their short form to typed arrays. Pure. */

/** Add up steps: [5, 1, -2] is 5, 6, 4. */
export function addSteps(steps) {
  const values = new Int32Array(steps.length);
  let value = 0;
  for (let i = 0; i < steps.length; i += 1) {
    value += steps[i];
    values[i] = value;
  }
  return values;
}

/** Web Mercator (EPSG:3857) as a share of the world's width, from the west. */
export function projectX(lon) {
  return lon / 360 + 0.5;
}

/** Web Mercator as a share of the world's height, from the north. */
export function projectY(lat) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

function decodeBytes(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Whole numbers from three planes of bytes, the lowest first, each counted from `origin`. */
export function decodePlanes({ origin, planes }, count) {
  const bytes = decodeBytes(planes);
  if (bytes.length !== count * 3) {
    throw new Error(`points: ${bytes.length} bytes for ${count} schools`);
  }
  const values = new Int32Array(count);
  for (let i = 0; i < count; i += 1) {
    values[i] = origin + bytes[i] + (bytes[i + count] << 8) + (bytes[i + 2 * count] << 16);
  }
  return values;
}

/** Turn the points file into arrays, one place for each school in the order of the file. */
export function decodePoints(packed) {
  const urn = addSteps(packed.urn);
  const count = urn.length;
  const lonSteps = decodePlanes(packed.lon, count);
  const latSteps = decodePlanes(packed.lat, count);
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    x[i] = projectX(lonSteps[i] / packed.steps_per_degree);
    y[i] = projectY(latSteps[i] / packed.steps_per_degree);
  }
  const located = new Uint8Array(count).fill(1);
  for (const row of packed.missing) located[row] = 0;
  return { count, urn, x, y, lonSteps, latSteps, steps: packed.steps_per_degree, located };
}

/** Put the heads of names and their common endings together again. */
export function decodeNames(packed) {
  const tail = decodeBytes(packed.tail);
  return packed.head.map((head, i) => head + packed.tails[tail[i]]);
}

/** One byte (0 or 1) for each school from one bit each, most significant bit first. */
export function decodeMask(base64, count) {
  if (base64 === null) return new Uint8Array(count).fill(1);
  const packed = decodeBytes(base64);
  if (packed.length !== Math.ceil(count / 8)) {
    throw new Error(`mask: ${packed.length} bytes for ${count} schools`);
  }
  const mask = new Uint8Array(count);
  for (let i = 0; i < count; i += 1) mask[i] = (packed[i >> 3] >> (7 - (i & 7))) & 1;
  return mask;
}

/** Whole numbers from little-endian 16-bit pairs; 65535 stands for "no unit" and becomes -1. */
export function decodeCodes(base64, count) {
  const bytes = decodeBytes(base64);
  if (bytes.length !== count * 2) {
    throw new Error(`codes: ${bytes.length} bytes for ${count} schools`);
  }
  const view = new DataView(bytes.buffer);
  const codes = new Int32Array(count);
  for (let i = 0; i < count; i += 1) {
    const code = view.getUint16(i * 2, true);
    codes[i] = code === 0xffff ? -1 : code;
  }
  return codes;
}

/** Lines of [lat, lon] from lists of steps, longitude and latitude by turns. */
export function decodeLines(lines, stepsPerDegree) {
  return lines.map((steps) => {
    const points = [];
    let lon = 0;
    let lat = 0;
    for (let k = 0; k < steps.length; k += 2) {
      lon += steps[k];
      lat += steps[k + 1];
      points.push([lat / stepsPerDegree, lon / stepsPerDegree]);
    }
    return points;
  });
}

/** Find a value in ascending numbers; -1 where it is not there. */
export function findSorted(values, wanted) {
  let low = 0;
  let high = values.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (values[middle] === wanted) return middle;
    if (values[middle] < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
