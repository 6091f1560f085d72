// What is drawn over a photograph: outlines of faces with their numbers, and points. The words are beside it.

import { drawing } from "./words.js";

const numbers = (text) => text.trim().split(/[\s,]+/).map(Number);

export class Marks {
  constructor(stage) {
    this.stage = stage;
    this.shown = true;
    this.points = [];
    this.chosen = "";
    this.svg = drawing("svg", { class: "stage-marks", "aria-hidden": "true" });
    stage.box.append(this.svg);
    this.faces = [...stage.section.querySelectorAll("[data-face]")].map((item) => {
      const [x, y, width, height] = numbers(item.dataset.box);
      const flat = item.dataset.points ? numbers(item.dataset.points) : [];
      const points = flat.flatMap((one, at) => (at % 2 ? [] : [[one, flat[at + 1]]]));
      return { number: item.dataset.face, x, y, width, height, points };
    });
  }

  toggle() {
    this.shown = !this.shown;
    this.draw();
  }

  choose(number) {
    this.chosen = number;
    this.draw();
  }

  // The smallest face whose box holds the place.
  faceAt([x, y]) {
    return this.faces
      .filter((one) => x >= one.x && y >= one.y && x <= one.x + one.width && y <= one.y + one.height)
      .sort((one, other) => one.width * one.height - other.width * other.height)[0]?.number;
  }

  draw() {
    this.svg.replaceChildren();
    const { view } = this.stage;
    if (!view) return;
    if (this.shown) for (const face of this.faces) this.drawFace(view, face);
    for (const point of this.points) this.drawPoint(view, point);
  }

  drawFace(view, { number, x, y, width, height, points }) {
    const corners = [[x, y], [x + width, y], [x + width, y + height], [x, y + height]].map((one) => view.toFrame(one));
    const outline = corners.map((one) => one.map(Math.round).join(",")).join(" ");
    const highest = corners.reduce((one, other) => (other[1] < one[1] || (other[1] === one[1] && other[0] < one[0]) ? other : one));
    const state = !this.chosen ? "" : this.chosen === number ? "chosen" : "other";
    const group = drawing("g", { class: state });
    group.append(
      drawing("polygon", { class: "under", points: outline }),
      drawing("polygon", { class: "over", points: outline }),
      drawing("text", { x: highest[0], y: Math.max(16, highest[1] - 7) }, number),
    );
    for (const point of points) group.append(drawing("circle", { class: "over", ...this.at(view, point), r: 2.5 }));
    this.svg.append(group);
  }

  drawPoint(view, { place, label, held }) {
    const { cx, cy } = this.at(view, place);
    this.svg.append(
      drawing(
        "g",
        { class: held ? "held" : "" },
        drawing("circle", { class: "under", cx, cy, r: 8 }),
        drawing("circle", { class: "over", cx, cy, r: 8 }),
        drawing("line", { x1: cx - 3, x2: cx + 3, y1: cy, y2: cy }),
        drawing("line", { x1: cx, x2: cx, y1: cy - 3, y2: cy + 3 }),
        drawing("text", { x: cx + 11, y: cy - 7 }, label),
      ),
    );
  }

  at(view, place) {
    const [cx, cy] = view.toFrame(place);
    return { cx, cy };
  }
}
