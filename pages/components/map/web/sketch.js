/* An area being drawn: its points, what may be done with them, and how it is told. Points are
   [lon, lat] in degrees. Pure. */

export const MOST_POINTS = 60;
const LEAST_KM = 0.05;
const MOST_KM = 500;
const EARTH_KM = 6371;
const SIDES = 64;
const RADIAN = Math.PI / 180;

/** Kilometres between two places, on a sphere. */
export function measureKm([lon1, lat1], [lon2, lat2]) {
  const half = (from, to) => Math.sin(((to - from) * RADIAN) / 2) ** 2;
  const across = Math.cos(lat1 * RADIAN) * Math.cos(lat2 * RADIAN) * half(lon1, lon2);
  return 2 * EARTH_KM * Math.asin(Math.sqrt(half(lat1, lat2) + across));
}

function radiusOf([centre, edge]) {
  return Math.min(measureKm(centre, edge), MOST_KM);
}

/** The points with one more; the same ones where that makes no sense. */
export function addPoint(kind, points, point) {
  if (points.length === (kind === "circle" ? 2 : MOST_POINTS)) return points;
  if (kind === "circle" && points.length && radiusOf([points[0], point]) < LEAST_KM) return points;
  return [...points, point];
}

/** Whether the points make an area. */
export function isWhole(kind, points) {
  return points.length >= (kind === "circle" ? 2 : 3);
}

/** The ring of an area, for drawing; null while there is none. */
export function traceArea(kind, points) {
  if (points.length < 2) return null;
  if (kind === "polygon") return points;
  const [[lon, lat]] = points;
  const north = radiusOf(points) / (EARTH_KM * RADIAN);
  const east = north / Math.cos(lat * RADIAN);
  return [...Array(SIDES).keys()].map((k) => {
    const angle = (2 * Math.PI * k) / SIDES;
    return [lon + east * Math.cos(angle), lat + north * Math.sin(angle)];
  });
}

/** How Python is told of an area. */
export function writeArea(kind, points) {
  const write = ([lon, lat]) => `${lon.toFixed(5)},${lat.toFixed(5)}`;
  if (kind === "polygon") return `polygon:${points.map(write).join(";")}`;
  return `circle:${write(points[0])},${radiusOf(points).toFixed(2)}`;
}

function hintPolygon(count) {
  if (count === 0) return "Click where the area begins. On the keyboard: arrows and the space bar.";
  if (count === MOST_POINTS) return `${count} points: no more are possible. Finish, or remove some.`;
  const said = count === 1 ? "1 point." : `${count} points.`;
  if (count < 3) return `${said} Click the next. Backspace removes the last, Escape cancels.`;
  return `${said} Double-click, Enter or the first point finishes; Escape cancels.`;
}

/** What to do next, in words. */
export function hint(kind, points) {
  if (kind === "polygon") return hintPolygon(points.length);
  if (points.length) return "Click where the circle ends. Escape cancels.";
  return "Click the middle of the circle. On the keyboard: arrows and the space bar.";
}

/** How large the circle would be with its edge at a place; nothing to say before it has a middle. */
export function tellSize(kind, points, there) {
  if (kind !== "circle" || !points.length || !there) return "";
  return `${radiusOf([points[0], there]).toFixed(1)} km`;
}
