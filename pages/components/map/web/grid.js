/* Which school is under the pointer: a uniform grid over the points, built once. Pure. */

const CELLS_PER_SIDE = 256;
const LEAST_SIZE = 1e-9;

function frame({ count, x, y, located }, side) {
  const box = { west: Infinity, east: -Infinity, north: Infinity, south: -Infinity };
  for (let i = 0; i < count; i += 1) {
    if (!located[i]) continue;
    box.west = Math.min(box.west, x[i]);
    box.east = Math.max(box.east, x[i]);
    box.north = Math.min(box.north, y[i]);
    box.south = Math.max(box.south, y[i]);
  }
  // a single point still needs a cell with a size
  const width = Math.max(box.east - box.west, LEAST_SIZE);
  const height = Math.max(box.south - box.north, LEAST_SIZE);
  return { side, west: box.west, north: box.north, width, height, x, y };
}

/** Sort points into the cells of a grid; cell c holds items[start[c]] up to items[start[c + 1]]. */
export function buildGrid(points, side = CELLS_PER_SIDE) {
  const { count, x, y, located } = points;
  const grid = frame(points, side);
  const cell = new Int32Array(count).fill(-1);
  const start = new Int32Array(side * side + 1);
  for (let i = 0; i < count; i += 1) {
    if (!located[i]) continue;
    cell[i] = toRow(grid, y[i]) * side + toColumn(grid, x[i]);
    start[cell[i] + 1] += 1;
  }
  for (let c = 0; c < side * side; c += 1) start[c + 1] += start[c];
  const next = start.slice();
  const items = new Int32Array(start[side * side]);
  for (let i = 0; i < count; i += 1) {
    if (cell[i] < 0) continue;
    items[next[cell[i]]] = i;
    next[cell[i]] += 1;
  }
  return { ...grid, start, items };
}

function toColumn(grid, x) {
  const column = Math.floor(((x - grid.west) / grid.width) * grid.side);
  return Math.min(Math.max(column, 0), grid.side - 1);
}

function toRow(grid, y) {
  const row = Math.floor(((y - grid.north) / grid.height) * grid.side);
  return Math.min(Math.max(row, 0), grid.side - 1);
}

/** Visit each shown point no further than `radius` from a place, with its squared distance. */
function visitNear(grid, x, y, radius, shown, visit) {
  const last = toColumn(grid, x + radius);
  const bottom = toRow(grid, y + radius);
  for (let row = toRow(grid, y - radius); row <= bottom; row += 1) {
    for (let column = toColumn(grid, x - radius); column <= last; column += 1) {
      const c = row * grid.side + column;
      for (let k = grid.start[c]; k < grid.start[c + 1]; k += 1) {
        const i = grid.items[k];
        if (!shown[i]) continue;
        const square = (grid.x[i] - x) ** 2 + (grid.y[i] - y) ** 2;
        if (square <= radius * radius) visit(i, square);
      }
    }
  }
}

/** The nearest shown point within `radius`; the first of equals; -1 for none. */
export function findNearest(grid, x, y, radius, shown) {
  let best = -1;
  let least = Infinity;
  visitNear(grid, x, y, radius, shown, (i, square) => {
    if (square < least || (square === least && i < best)) {
      best = i;
      least = square;
    }
  });
  return best;
}

/** All shown points on exactly the place of point `i`, `i` among them, ascending. */
export function findCoincident(grid, i, shown) {
  const found = [];
  visitNear(grid, grid.x[i], grid.y[i], 0, shown, (other) => found.push(other));
  return found.sort((a, b) => a - b);
}
