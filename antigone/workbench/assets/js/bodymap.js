// Front and back of a body, drawn from the list of its parts: the list alone says and sends everything.
// Sides are always the body's own, and the drawing is the same in every language.

import { announce, drawing, element, say } from "./words.js";

// On a figure 200 wide and 430 high; a limb is drawn on the reader's left and mirrored for the other.
const MIDDLE = {
  front: {
    face: "M100 8C114 8 121 19 121 32C121 47 112 60 100 60C88 60 79 47 79 32C79 19 86 8 100 8Z",
    neck: "M91 60Q100 64 109 60L110 76H90Z",
    chest: "M78 80Q100 74 122 80L127 100L124 138H76L73 100Z",
    abdomen: "M76 141H124L122 184H78Z",
    pelvis: "M78 187H122L129 214Q115 226 100 226Q85 226 71 214Z",
  },
  back: {
    head: "M100 8C114 8 121 19 121 32C121 47 112 60 100 60C88 60 79 47 79 32C79 19 86 8 100 8Z",
    neck: "M91 60Q100 64 109 60L110 76H90Z",
    upper: "M78 80Q100 74 122 80L127 100L124 138H76L73 100Z",
    lower: "M76 141H124L122 184H78Z",
    buttocks: "M78 187H122L129 214Q115 226 100 226Q85 226 71 214Z",
  },
};
const LIMBS = {
  shoulder: "M75 81Q54 84 50 106L70 110Z",
  "upper-arm": "M49 109L70 113L65 156L45 153Z",
  forearm: "M44 156L65 159L55 208L40 206Z",
  hand: "M39 209L55 211Q57 228 50 240Q42 246 37 238Q34 224 39 209Z",
  thigh: "M71 218Q84 229 98 229L96 300H75Z",
  knee: "M75 303H96L95 326H77Z",
  "lower-leg": "M77 329H95L92 396H81Z",
  foot: "M80 399H92L94 418Q82 424 70 418Z",
};
const BACK_AT = 260;

class Figure {
  constructor(root) {
    this.items = new Map([...root.querySelectorAll("[data-region]")].map((item) => [item.dataset.region, item]));
    this.regions = new Map();
    this.says = element("p", { class: "chart-says", "aria-hidden": "true" });
    this.svg = drawing("svg", {
      viewBox: "-20 -22 500 480", class: "chart-focus", role: "application", tabindex: "0", "aria-label": root.getAttribute("aria-label"),
    });
    this.drawSide("front", 0);
    this.drawSide("back", BACK_AT);
    root.prepend(element("div", { class: "bodymap-chart" }, this.svg), this.says);
    root.addEventListener("change", () => this.showAll());
    this.svg.addEventListener("keydown", (event) => this.onKey(event));
    this.svg.addEventListener("focus", () => this.hold(this.held ?? this.regions.keys().next().value));
    this.showAll();
  }

  drawSide(side, at) {
    const figure = drawing("g", { transform: `translate(${at} 0)` });
    for (const [name, path] of Object.entries(MIDDLE[side])) this.drawRegion(figure, `${side}-${name}`, path, "");
    // Seen from the front, the body's right lies on the reader's left; from behind, on the reader's right.
    for (const [place, own] of [["", side === "front" ? "right" : "left"], ["translate(200 0) scale(-1 1)", side === "front" ? "left" : "right"]]) {
      for (const [name, path] of Object.entries(LIMBS)) this.drawRegion(figure, `${side}-${own}-${name}`, path, place);
    }
    const [left, right] = side === "front" ? ["bodys-right", "bodys-left"] : ["bodys-left", "bodys-right"];
    figure.append(
      drawing("text", { x: 100, y: -8 }, say(`body-${side}`)),
      drawing("text", { x: 36, y: 446 }, say(left)),
      drawing("text", { x: 164, y: 446 }, say(right)),
    );
    this.svg.append(figure);
  }

  drawRegion(figure, name, path, transform) {
    if (!this.items.has(name)) return;
    const region = drawing("g", { class: "region" }, drawing("path", { d: path, transform: transform || null }));
    region.addEventListener("click", () => {
      this.mark(name);
      this.hold(name);
      this.svg.focus();
    });
    figure.append(region);
    this.regions.set(name, region);
  }

  box(name) {
    return this.items.get(name).querySelector("input");
  }

  showAll() {
    for (const [name, region] of this.regions) {
      region.classList.toggle("marked", this.box(name).checked);
      region.classList.toggle("held", name === this.held);
    }
  }

  mark(name) {
    const box = this.box(name);
    box.checked = box.type === "radio" || !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  hold(name) {
    this.held = name;
    this.showAll();
    const region = this.items.get(name).textContent.trim().replace(/\s+/g, " ");
    this.says.textContent = say(this.box(name).checked ? "region-marked" : "region-free", { region });
    announce(this.says.textContent);
  }

  // The nearest region in the direction of the arrow; what lies beside the line counts as farther.
  towards(right, down) {
    const centre = (region) => {
      const box = region.getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    const [x, y] = centre(this.regions.get(this.held));
    let nearest = this.held;
    let shortest = Infinity;
    for (const [name, region] of this.regions) {
      const [otherX, otherY] = centre(region);
      const along = (otherX - x) * right + (otherY - y) * down;
      const beside = Math.abs((otherX - x) * down) + Math.abs((otherY - y) * right);
      if (along > 1 && along + 2 * beside < shortest) [nearest, shortest] = [name, along + 2 * beside];
    }
    return nearest;
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (arrow) this.hold(this.towards(...arrow));
    else if (event.key === " ") {
      this.mark(this.held);
      this.hold(this.held);
    } else if (event.key === "Enter") this.box(this.held).focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

export function start() {
  for (const root of document.querySelectorAll("[data-bodymap]")) new Figure(root);
}
