/* Which footprints and lines lie under the pointer. Pure. */

function listPolygons(geometry) {
  if (geometry === null) return [];
  return geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
}

/** The lines of a LineString or a MultiLineString; none of nothing. */
export function listLines(geometry) {
  if (geometry === null) return [];
  return geometry.type === "LineString" ? [geometry.coordinates] : geometry.coordinates;
}

function boxOf(lines) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines) {
    for (const [lon, lat] of line) {
      box[0] = Math.min(box[0], lon);
      box[1] = Math.min(box[1], lat);
      box[2] = Math.max(box[2], lon);
      box[3] = Math.max(box[3], lat);
    }
  }
  return box;
}

/** Note the box of each feature, so that most are passed over at once. */
export function indexFeatures(features) {
  return features.map((feature) => {
    const polygons = listPolygons(feature.geometry);
    return { feature, polygons, box: boxOf(polygons.map(([outer]) => outer)) };
  });
}

/** Likewise for features that are lines. */
export function indexLines(features) {
  return features.map((feature) => {
    const lines = listLines(feature.geometry);
    return { feature, lines, box: boxOf(lines) };
  });
}

/** Whether a place lies in a polygon, by counting the edges east of it; holes count too. */
export function isInside(rings, lon, lat) {
  let inside = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [x1, y1] = ring[i];
      const [x2, y2] = ring[j];
      if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) {
        inside = !inside;
      }
    }
  }
  return inside;
}

/* How far a place is from a stretch, squared; `scale` is the length of a degree east to one north. */
function squareFrom([x1, y1], [x2, y2], lon, lat, scale) {
  const [dx, dy, px, py] = [(x2 - x1) * scale, y2 - y1, (lon - x1) * scale, lat - y1];
  const along = dx || dy ? Math.min(Math.max((px * dx + py * dy) / (dx * dx + dy * dy), 0), 1) : 0;
  return (px - along * dx) ** 2 + (py - along * dy) ** 2;
}

/** All lines no further from a place than `reach`, in degrees of latitude; in their order. */
export function findLines(index, lon, lat, reach) {
  const scale = Math.cos((lat * Math.PI) / 180);
  const wide = reach / scale;
  const touches = (line) =>
    line.some((to, k) => k > 0 && squareFrom(line[k - 1], to, lon, lat, scale) <= reach ** 2);
  return index
    .filter(({ box }) => lon >= box[0] - wide && lon <= box[2] + wide)
    .filter(({ box }) => lat >= box[1] - reach && lat <= box[3] + reach)
    .filter(({ lines }) => lines.some(touches))
    .map(({ feature }) => feature);
}

/** All features that hold a place, in their order. */
export function findFeatures(index, lon, lat) {
  return index
    .filter(({ box }) => lon >= box[0] && lat >= box[1] && lon <= box[2] && lat <= box[3])
    .filter(({ polygons }) => polygons.some((rings) => isInside(rings, lon, lat)))
    .map(({ feature }) => feature);
}
