/* Which footprints lie under the pointer. Pure. */

function listPolygons(geometry) {
  if (geometry === null) return [];
  return geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
}

/** Note the box of each feature, so that most are passed over at once. */
export function indexFeatures(features) {
  return features.map((feature) => {
    const polygons = listPolygons(feature.geometry);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [outer] of polygons) {
      for (const [lon, lat] of outer) {
        box[0] = Math.min(box[0], lon);
        box[1] = Math.min(box[1], lat);
        box[2] = Math.max(box[2], lon);
        box[3] = Math.max(box[3], lat);
      }
    }
    return { feature, polygons, box };
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

/** All features that hold a place, in their order. */
export function findFeatures(index, lon, lat) {
  return index
    .filter(({ box }) => lon >= box[0] && lat >= box[1] && lon <= box[2] && lat <= box[3])
    .filter(({ polygons }) => polygons.some((rings) => isInside(rings, lon, lat)))
    .map(({ feature }) => feature);
}
