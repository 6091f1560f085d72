// Five points of a face, set by hand: by keys, by pressing, or as numbers.

import { announce, element, say } from "./words.js";

// Where the five begin, in shares of what is seen: two eyes, tip of the nose, two corners of the mouth.
const BEGIN = [[0.42, 0.42], [0.58, 0.42], [0.5, 0.52], [0.44, 0.62], [0.56, 0.62]];

export class Points {
  constructor(stage) {
    this.stage = stage;
    this.active = false;
    const { pointsField, pointsWords } = stage.section.dataset;
    this.names = JSON.parse(pointsWords ?? "[]");
    this.list = stage.section.querySelector("[data-stage-points]");
    if (!pointsField) return;
    this.field = stage.section.querySelector(`input[name="${CSS.escape(pointsField)}"]`)
      ?? stage.section.appendChild(element("input", { type: "hidden", name: pointsField }));
    const flat = this.field.value.trim().split(/[\s,]+/).filter(Boolean).map(Number);
    if (flat.length === 10) this.places = BEGIN.map((_, at) => [flat[2 * at], flat[2 * at + 1]]);
  }

  toggle() {
    if (this.active) this.end();
    else this.begin();
  }

  begin() {
    const { stage } = this;
    if (!this.field) return;
    if (!stage.view) {
      announce(say("covered"));
      return;
    }
    const { clientWidth, clientHeight } = stage.frame;
    this.places ??= BEGIN.map(([x, y]) => stage.view.toPicture([x * clientWidth, y * clientHeight]).map(Math.round));
    this.active = true;
    this.held = 0;
    stage.box.focus();
    this.changed();
    announce(`${this.sentence()}. ${say("points-help")}`);
    stage.showButtons();
  }

  end() {
    if (!this.active) return;
    this.active = false;
    this.stage.marks.points = [];
    this.stage.marks.draw();
    this.stage.showButtons();
  }

  sentence() {
    const [x, y] = this.places[this.held];
    return say("point-at", { name: this.names[this.held] ?? this.held + 1, x: Math.round(x), y: Math.round(y) });
  }

  // Returns whether the key was meant for the points. Tab leaves behind the last point and before the first.
  onKey(event, arrow) {
    if (!this.active) return false;
    if (event.key === "Escape") this.end();
    else if (event.key === "Tab") {
      const next = this.held + (event.shiftKey ? -1 : 1);
      if (!this.places[next]) return false;
      this.held = next;
      this.changed();
      announce(this.sentence());
    } else if (arrow) {
      const step = event.shiftKey ? 10 : 1;
      const [x, y] = this.places[this.held];
      // The arrows move what is seen: on a turned photograph "up" is up on the screen.
      const [frameX, frameY] = this.stage.view.toFrame([x, y]);
      const { zoom } = this.stage.view;
      this.put(this.stage.view.toPicture([frameX - arrow[0] * step * zoom, frameY - arrow[1] * step * zoom]));
      announce(this.sentence());
    } else return false;
    return true;
  }

  // Returns whether a press on the photograph was meant for the points.
  take(place) {
    if (!this.active) return false;
    this.put(place);
    announce(this.sentence());
    if (this.held < BEGIN.length - 1) this.held += 1;
    this.changed();
    return true;
  }

  put([x, y]) {
    const [width, height] = this.stage.view.size;
    const inside = (value, most) => Math.round(Math.min(most, Math.max(0, value)) * 10) / 10;
    this.places[this.held] = [inside(x, width), inside(y, height)];
    this.changed();
  }

  changed() {
    this.field.value = this.places.map((one) => one.join(",")).join(" ");
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
    this.stage.marks.points = this.places.map((place, at) => ({ place, label: String(at + 1), held: at === this.held }));
    this.stage.marks.draw();
    this.showList();
  }

  showList() {
    if (!this.list) return;
    if (!this.list.children.length) this.list.append(...this.places.map((_, at) => this.row(at)));
    this.places.forEach((place, at) => {
      this.list.children[at].querySelectorAll("input").forEach((input, axis) => {
        if (document.activeElement !== input) input.value = Math.round(place[axis]);
      });
    });
  }

  row(at) {
    const name = this.names[at] ?? String(at + 1);
    const inputs = ["point-x", "point-y"].map((words, axis) => {
      const input = element("input", { type: "number", class: "form-control short", min: 0, "aria-label": say(words, { name }) });
      input.addEventListener("input", () => {
        if (!this.stage.view || input.value === "") return;
        this.held = at;
        this.put(this.places[at].map((old, which) => (which === axis ? Number(input.value) : old)));
      });
      return input;
    });
    return element("li", {}, element("span", { class: "number" }, String(at + 1)), element("span", {}, name), ...inputs);
  }
}
