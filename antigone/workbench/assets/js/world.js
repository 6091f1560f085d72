// The packaged map: coasts as one path, seen around a place. Near enough to plane everywhere that a map is
// looked at closely: a degree of longitude is as wide as it is in the middle of the view.

export const METRES = 111_195; // of a degree of latitude, on a sphere of 6 371 km
const AROUND = [-360, 0, 360];
const MARGIN_PX = 40;
const FINEST_PX = 0.6;
const radians = (degrees) => (degrees * Math.PI) / 180;
export const wrapped = (longitude) => ((((longitude + 180) % 360) + 360) % 360) - 180;

export async function load(address) {
  const { parts, coasts, names } = await (await fetch(address)).json();
  return { coasts: coasts.map((steps) => ringOf(steps, parts)), names };
}

function ringOf(steps, parts) {
  const points = [];
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0, x = 0, y = 0; at < steps.length; at += 2) {
    x += steps[at];
    y += steps[at + 1];
    const point = [x / parts, y / parts];
    points.push(point);
    box[0] = Math.min(box[0], point[0]);
    box[1] = Math.min(box[1], point[1]);
    box[2] = Math.max(box[2], point[0]);
    box[3] = Math.max(box[3], point[1]);
  }
  return { points, box };
}

// `scale` is pixels to a degree of latitude.
export class View {
  constructor({ width, height, longitude, latitude, scale }) {
    Object.assign(this, { width, height, longitude: wrapped(longitude), scale });
    this.latitude = Math.min(85, Math.max(-85, latitude));
    this.across = scale * Math.cos(radians(this.latitude));
  }

  at([longitude, latitude]) {
    const [x, y] = this.plain([wrapped(longitude - this.longitude) + this.longitude, latitude]);
    return [x, y];
  }

  plain([longitude, latitude]) {
    return [
      this.width / 2 + (longitude - this.longitude) * this.across,
      this.height / 2 - (latitude - this.latitude) * this.scale,
    ];
  }

  place([x, y]) {
    return [
      wrapped(this.longitude + (x - this.width / 2) / this.across),
      this.latitude - (y - this.height / 2) / this.scale,
    ];
  }

  // West, south, east, north: degrees of what is seen.
  get box() {
    const wide = this.width / 2 / this.across;
    const high = this.height / 2 / this.scale;
    return [this.longitude - wide, this.latitude - high, this.longitude + wide, this.latitude + high];
  }

  coasts(world) {
    const path = [];
    const edge = MARGIN_PX / this.across;
    const [west, south, east, north] = this.box;
    const seen = [west - edge, south - edge, east + edge, north + edge];
    for (const { points, box } of world.coasts) {
      if (Math.max((box[2] - box[0]) * this.across, (box[3] - box[1]) * this.scale) < FINEST_PX) continue;
      for (const shift of AROUND) {
        const lies = [box[0] + shift, box[1], box[2] + shift, box[3]];
        if (lies[0] > seen[2] || lies[2] < seen[0] || lies[1] > seen[3] || lies[3] < seen[1]) continue;
        const within = lies[0] >= seen[0] && lies[2] <= seen[2] && lies[1] >= seen[1] && lies[3] <= seen[3];
        const moved = shift ? points.map(([x, y]) => [x + shift, y]) : points;
        path.push(this.drawn(within ? moved : cut(moved, seen)));
      }
    }
    return path.join("");
  }

  drawn(points) {
    let path = "";
    let last = [Infinity, Infinity];
    for (const point of points) {
      const [x, y] = this.plain(point);
      if (Math.abs(x - last[0]) + Math.abs(y - last[1]) < FINEST_PX) continue;
      path += `${path ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
      last = [x, y];
    }
    return path && `${path}Z`;
  }

  // How far the nearest coast of this map is from the middle, in metres, and in which direction.
  nearestCoast(world) {
    const narrow = this.across / this.scale;
    let nearest = Infinity;
    let towards = [0, 0];
    for (const { points, box } of world.coasts) {
      if (beside(box, this.longitude, this.latitude, narrow) > nearest) continue;
      for (let at = 1; at < points.length; at += 1) {
        const [x1, y1] = this.from(points[at - 1], narrow);
        const [x2, y2] = [x1 + (points[at][0] - points[at - 1][0]) * narrow, points[at][1] - this.latitude];
        const [x, y] = footOf(x1, y1, x2, y2);
        const apart = Math.hypot(x, y);
        if (apart < nearest) [nearest, towards] = [apart, [x, y]];
      }
    }
    const bearing = (Math.atan2(towards[0], towards[1]) * 180) / Math.PI;
    return { metres: nearest * METRES, bearing: (Math.round(bearing) + 360) % 360 };
  }

  from([longitude, latitude], narrow) {
    return [wrapped(longitude - this.longitude) * narrow, latitude - this.latitude];
  }
}

// No nearer than this is anything of a box, in degrees of latitude.
function beside([west, south, east, north], longitude, latitude, narrow) {
  const x = Math.min(...AROUND.map((shift) => Math.max(west + shift - longitude, longitude - east - shift, 0)));
  return Math.hypot(x * narrow, Math.max(south - latitude, latitude - north, 0));
}

// The point of a line from one end to the other that is nearest to the origin.
function footOf(x1, y1, x2, y2) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const long = dx * dx + dy * dy;
  const share = long ? Math.min(1, Math.max(0, -(x1 * dx + y1 * dy) / long)) : 0;
  return [x1 + share * dx, y1 + share * dy];
}

// What of a ring lies within a box, edge by edge (Sutherland and Hodgman 1974).
function cut(points, [west, south, east, north]) {
  const edges = [[0, west, 1], [0, east, -1], [1, south, 1], [1, north, -1]];
  let left = points;
  for (const [axis, edge, side] of edges) {
    const kept = [];
    for (let at = 0; at < left.length; at += 1) {
      const one = left[at];
      const before = left[at ? at - 1 : left.length - 1];
      const isIn = (one[axis] - edge) * side >= 0;
      if (isIn !== (before[axis] - edge) * side >= 0) {
        const share = (edge - before[axis]) / (one[axis] - before[axis]);
        kept.push([before[0] + share * (one[0] - before[0]), before[1] + share * (one[1] - before[1])]);
      }
      if (isIn) kept.push(one);
    }
    left = kept;
  }
  return left;
}
