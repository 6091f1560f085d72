// What is drawn on a map: land, lines with their degrees, names, places, a scale, and where in the world it is.

import { drawing, element, say } from "./words.js";
import { METRES, View } from "./world.js";

const LINES = [30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const APART_PX = 90;
const SCALE_PX = 110;
const STACK_PX = 12;
const LETTER_PX = 6.6;
// Above so many pixels to a degree the surroundings are drawn in a corner.
const CLOSE = 50;
const INSET = { width: 132, height: 92, scale: 4 };
const NARROW = { width: 84, height: 60, scale: 2.6 };
const NARROW_PX = 480;

// Large waters: longitude, latitude, width in degrees. Those whose very name is disputed are left out.
const WATERS = [
  ["water-pacific", -150, 10, 90], ["water-pacific", 175, -25, 60], ["water-atlantic", -40, 28, 50],
  ["water-atlantic", -15, -22, 40], ["water-indian", 78, -18, 50], ["water-southern", 30, -62, 90],
  ["water-southern", -120, -64, 90], ["water-arctic", -20, 84, 90], ["water-mediterranean", 18.2, 34.8, 12],
  ["water-black", 34.5, 43.3, 9], ["water-caspian", 50.6, 41.5, 5], ["water-baltic", 19.3, 57.6, 6], ["water-north", 3, 56.2, 8],
  ["water-norwegian", 2, 67.5, 14], ["water-barents", 38, 74, 18], ["water-red", 38, 20.5, 6],
  ["water-arabian", 63, 15, 14], ["water-bengal", 88.5, 14, 10],
  ["water-philippine", 132, 19, 12], ["water-caribbean", -75.5, 14.8, 14],
  ["water-hudson", -85.5, 59.5, 12], ["water-bering", -178, 58, 16], ["water-tasman", 160, -38, 14],
  ["water-coral", 153, -16.5, 12], ["water-adriatic", 15.6, 43, 3.6], ["water-aegean", 25, 38.6, 3],
  ["water-ionian", 18.6, 38, 4], ["water-tyrrhenian", 12, 40, 4.5], ["water-biscay", -4.5, 45.3, 6],
];

const SYMBOLS = {
  // Shapes differ, so that each is known without its colour: a full square, an open circle around.
  recovered: () => drawing("rect", { x: -4.5, y: -4.5, width: 9, height: 9 }),
  "last-seen": () => drawing("circle", { r: 7.5 }),
};

export class Chart {
  constructor(svg, places, { sets }) {
    this.svg = svg;
    this.places = places;
    this.sets = sets;
    const language = document.documentElement.lang || "en";
    this.numbers = new Intl.NumberFormat(language, { numberingSystem: "latn", maximumFractionDigits: 1 });
    this.regions = new Intl.DisplayNames([language], { type: "region", fallback: "none" });
  }

  legend() {
    const list = element("ul", { class: "map-legend" });
    for (const kind of Object.keys(SYMBOLS)) {
      const count = this.places.filter((one) => one.kind === kind).length;
      if (!count) continue;
      const symbol = drawing("svg", { viewBox: "-10 -10 20 20", "aria-hidden": "true" }, this.symbol(kind));
      list.append(element("li", {}, symbol, ` ${say(kind === "recovered" ? "map-recovered" : "map-last-seen")}`));
    }
    return list;
  }

  symbol(kind) {
    return drawing("g", { class: `place ${kind}` }, SYMBOLS[kind]());
  }

  draw(view, world) {
    const { width, height } = view;
    const [x, y] = [view.width / 2, view.height / 2];
    this.taken = this.sets ? [[x - 20, y - 20, x + 20, y + 20]] : [];
    this.svg.replaceChildren(
      drawing("rect", { class: "sea", width, height }),
      drawing("path", { class: "land", d: view.coasts(world) }),
      this.graticule(view),
      ...this.scale(view),
      ...(view.scale > CLOSE ? this.inset(view, world) : []),
      this.points(view),
      this.names(view, world),
      ...(this.sets ? this.cross(view) : []),
    );
  }

  graticule(view) {
    const { width, height } = view;
    const group = drawing("g", { class: "graticule" });
    const [west, south, east, north] = view.box;
    const finest = (scale) => [...LINES].reverse().find((one) => one * scale >= APART_PX) ?? LINES[0];
    const written = (degrees, step, letters) => {
      const decimals = Math.max(0, -Math.floor(Math.log10(step)));
      const value = Math.abs(degrees).toFixed(decimals);
      return `${value}°${Number(value) ? ` ${letters[degrees < 0 ? 1 : 0]}` : ""}`;
    };
    const across = finest(view.across);
    for (let line = Math.ceil(west / across) * across; line < east; line += across) {
      const [x] = view.plain([line, 0]);
      group.append(drawing("line", { x1: x, x2: x, y1: 0, y2: height }));
      const degrees = ((((line + 180) % 360) + 360) % 360) - 180;
      if (x > 60 && x < width - 30) group.append(drawing("text", { x: x + 3, y: height - 5 }, written(degrees, across, "EW")));
    }
    const up = finest(view.scale);
    for (let line = Math.ceil(Math.max(-90, south) / up) * up; line <= Math.min(90, north); line += up) {
      const [, y] = view.plain([0, line]);
      group.append(drawing("line", { x1: 0, x2: width, y1: y, y2: y }));
      if (y > 14 && y < height - 20) group.append(drawing("text", { x: 4, y: y - 3 }, written(line, up, "NS")));
    }
    return group;
  }

  distance(metres) {
    const kilometres = metres >= 1000;
    const count = this.numbers.format(kilometres ? (metres < 10_000 ? metres / 1000 : Math.round(metres / 1000)) : Math.round(metres));
    return say(kilometres ? "map-kilometres" : "map-metres", { count });
  }

  scale({ width, height, scale }) {
    const most = (SCALE_PX / scale) * METRES;
    const power = 10 ** Math.floor(Math.log10(most));
    const metres = [5, 2, 1].map((one) => one * power).find((one) => one <= most);
    const [long, right, y] = [(metres / METRES) * scale, width - 12, height - 26];
    this.taken.push([right - SCALE_PX, y - 18, right, y + 6]);
    return [
      drawing("path", { class: "scale", d: `M${right - long} ${y - 4}V${y}H${right}V${y - 4}` }),
      drawing("text", { class: "scale-words", x: right - long / 2, y: y - 5 }, this.distance(metres)),
    ];
  }

  // The surroundings, so that an empty sea is still somewhere.
  inset(view, world) {
    const { width, height, scale } = view.width < NARROW_PX ? NARROW : INSET;
    // No place lies beneath it.
    const covers = (from) => this.places.some(({ place }) => {
      const [x, y] = view.at(place);
      return x > from - 12 && x < from + width + 12 && y > 0 && y < height + 20;
    });
    const left = [view.width - width - 8, 8].find((from) => !covers(from));
    if (left === undefined) return [];
    const wide = new View({ ...view, width, height, scale });
    const [x, y] = [width / 2, height / 2];
    this.taken.push([left, 8, left + width, 8 + height]);
    const name = `map-inset-${this.svg.viewBox.baseVal.width}`;
    return [
      drawing("clipPath", { id: name }, drawing("rect", { width, height })),
      drawing(
        "g", { class: "inset", transform: `translate(${left} 8)` },
        drawing(
          "g", { "clip-path": `url(#${name})` },
          drawing("rect", { class: "sea", width, height }),
          drawing("path", { class: "land", d: wide.coasts(world) }),
        ),
        drawing("path", { class: "here", d: `M${x - 6} ${y}H${x + 6}M${x} ${y - 6}V${y + 6}` }),
        drawing("rect", { class: "frame", width, height }),
      ),
    ];
  }

  // Places that would cover each other are one symbol with their number.
  points(view) {
    const group = drawing("g", { class: "places" });
    const stacks = [];
    for (const one of this.places) {
      const [x, y] = view.at(one.place);
      if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
      const near = stacks.find((each) => each.kind === one.kind && Math.hypot(each.x - x, each.y - y) < STACK_PX);
      if (near) near.places.push(one);
      else stacks.push({ x, y, kind: one.kind, places: [one] });
    }
    for (const { x, y, kind, places } of stacks) {
      const held = places.includes(this.held);
      const symbol = this.symbol(kind);
      symbol.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
      if (held) symbol.classList.add("held");
      group.append(symbol);
      this.taken.push([x - 8, y - 8, x + 8, y + 8]);
    }
    for (const { x, y, places } of stacks) {
      const words = places.length > 1 ? `× ${places.length}` : places[0].code;
      this.write(group, words, [[x + 11, y + 4, "start"], [x - 11, y + 4, "end"], [x, y - 12, "middle"], [x, y + 20, "middle"]], view, {
        class: "code", always: places.length > 1 || places.includes(this.held),
      });
    }
    return group;
  }

  names(view, world) {
    const group = drawing("g", { class: "names" });
    const waters = WATERS.map(([name, ...where]) => [say(name), ...where, "water"]);
    const lands = world.names.map(([number, english, ...where]) => [this.nameOf(number) ?? english, ...where, "country"]);
    for (const [words, longitude, latitude, wide, kind] of [...waters, ...lands].sort((one, other) => other[3] - one[3])) {
      const [x, y] = view.at([longitude, latitude]);
      const room = wide * view.across;
      if (x < 0 || y < 12 || x > view.width || y > view.height || room < (words.length * LETTER_PX) / 2) continue;
      this.write(group, words, [[x, y, "middle"]], view, { class: kind });
    }
    return group;
  }

  nameOf(number) {
    const { region } = new Intl.Locale(`und-${number}`);
    return this.regions.of(region);
  }

  // Words where there is room for them: the first place that nothing else has taken.
  write(group, words, wanted, { width, height }, { class: name, always = false }) {
    const long = words.length * LETTER_PX;
    const boxes = wanted.map(([x, y, anchor]) => {
      const left = { start: x, middle: x - long / 2, end: x - long }[anchor];
      return { x, y, anchor, box: [left, y - 11, left + long, y + 4] };
    });
    const isFree = ({ box }) => box[0] > 2 && box[2] < width - 2 && box[1] > 0 && box[3] < height - 16
      && this.taken.every((one) => box[0] > one[2] || box[2] < one[0] || box[1] > one[3] || box[3] < one[1]);
    const found = boxes.find(isFree) ?? (always ? boxes[0] : undefined);
    if (!found) return;
    this.taken.push(found.box);
    group.append(drawing("text", { class: name, x: found.x.toFixed(1), y: found.y.toFixed(1), "text-anchor": found.anchor }, words));
  }

  // The place that is set: in the middle, so that the keys move the world beneath it.
  cross({ width, height }) {
    const [x, y] = [width / 2, height / 2];
    const path = `M${x - 18} ${y}H${x - 5}M${x + 5} ${y}H${x + 18}M${x} ${y - 18}V${y - 5}M${x} ${y + 5}V${y + 18}`;
    return [drawing("path", { class: "cross-under", d: path }), drawing("path", { class: "cross", d: path })];
  }
}
