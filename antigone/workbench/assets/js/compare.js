// Two photographs side by side. One leads at a time and the other follows; laying one over the other,
// taking turns and parting them by a line are for looking only.

import { stageOf } from "./photograph.js";
import { announce, element, say } from "./words.js";

// One change in 0.7 s: 0.7 Hz for there and back, below the 1.5 Hz that nobody should have to bear.
const BLINK_MS = 700;
const MODES = ["side", "overlay", "blink", "swipe"];
const isStill = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

class Comparison {
  constructor(root) {
    this.root = root;
    this.panes = root.querySelector("[data-compare-panes]");
    this.stages = ["a", "b"].map((pane) => stageOf(root.querySelector(`[data-pane="${pane}"]`)));
    this.leader = this.stages[0];
    this.isTogether = true;
    this.mode = "side";
    this.mix = root.querySelector("[data-compare-mix]");
    this.line = root.querySelector("[data-compare-state]");
    this.pairs = new Pairs(this);
    this.stages.forEach((stage, at) => this.listenTo(stage, this.stages[1 - at]));
    for (const button of root.querySelectorAll("[data-compare-do]")) {
      button.addEventListener("click", () => this.act(button.dataset.compareDo));
    }
    this.mix?.addEventListener("input", () => this.lay());
    this.show();
  }

  listenTo(stage, other) {
    for (const kind of ["focusin", "pointerdown", "wheel"]) {
      stage.section.addEventListener(kind, () => this.lead(stage), { passive: true });
    }
    stage.section.addEventListener("stage:shown", (event) => {
      if (!other.view && other.isCoverable) other.reveal(event.detail === "open" ? "grey" : event.detail);
      this.remember();
    });
    stage.section.addEventListener("stage:covered", () => {
      this.stopBlinking();
      other.coverUp();
    });
    stage.section.addEventListener("stage:moved", () => {
      if (stage === this.leader) this.follow();
    });
    stage.box.addEventListener("keydown", (event) => this.onKey(event, stage, other), { capture: true });
  }

  onKey(event, stage, other) {
    if (this.pairs.onKey(event, stage)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Tab" && event.shiftKey === (stage === this.stages[1]) && this.mode === "side") {
      event.preventDefault();
      event.stopPropagation();
      other.box.focus();
    }
  }

  lead(stage) {
    const next = this.mode === "side" ? stage : this.stages[0];
    if (next === this.leader) return;
    this.leader = next;
    this.remember();
  }

  // From where both go on together: how they lay when they were bound, or when the other took the lead.
  remember() {
    this.bases = this.stages.every((one) => one.view) ? this.stages.map((one) => one.view.state()) : undefined;
  }

  follow() {
    const other = this.stages.find((one) => one !== this.leader);
    if (!this.isTogether || !this.bases || !this.leader.view || !other.view) return;
    const [mine, its] = [this.bases[this.stages.indexOf(this.leader)], this.bases[this.stages.indexOf(other)]];
    const { view } = this.leader;
    const angle = ((other.view.turn - view.turn) * Math.PI) / 180;
    const turned = (((its.turn + view.turn - mine.turn) % 360) + 360) % 360;
    const ratio = its.zoom / mine.zoom;
    const [x, y] = [view.centre[0] - mine.centre[0], view.centre[1] - mine.centre[1]];
    // What moved on the leader's screen moves as far on the other's, whatever their sizes and turns.
    const [cos, sin] = [Math.cos(-angle), Math.sin(-angle)];
    other.view.zoom = view.zoom * ratio;
    other.view.turn = turned;
    other.view.centre = [its.centre[0] + (x * cos - y * sin) / ratio, its.centre[1] + (x * sin + y * cos) / ratio];
    other.view.changed();
  }

  act(name) {
    if (name === "together") {
      this.isTogether = !this.isTogether;
      this.remember();
      announce(say(this.isTogether ? "together" : "apart"));
    } else if (MODES.includes(name)) this.setMode(name);
    else if (name === "point") this.pairs.begin();
    else if (name === "unpoint") this.pairs.takeAway(this.pairs.all.length - 1);
    this.show();
  }

  setMode(name) {
    if (name === "blink" && this.mode === "blink" && isStill()) {
      this.swap();
      return;
    }
    const next = name === this.mode ? "side" : name;
    const places = this.stages.map((one) => one.view?.state());
    this.stopBlinking();
    this.mode = next;
    this.panes.classList.toggle("one-over-other", next !== "side");
    this.leader = this.stages[0];
    this.stages.forEach((one, at) => places[at] && Object.assign(one.view, places[at]));
    this.remember();
    this.lay();
    // What holds the focus must be seen: the tools of the second photograph are put away.
    if (next !== "side" && this.stages[1].section.contains(document.activeElement)) this.leader.box.focus();
    if (next === "blink") {
      if (isStill()) this.swap();
      else this.blinking = setInterval(() => this.swap(), BLINK_MS);
    }
    announce(say(`view-${next}`));
  }

  stopBlinking() {
    clearInterval(this.blinking);
    this.stages[1].box.style.visibility = "";
  }

  swap() {
    const { style } = this.stages[1].box;
    style.visibility = style.visibility === "hidden" ? "" : "hidden";
    if (isStill()) announce(say("blink-shows", { name: style.visibility ? "A" : "B" }));
  }

  lay() {
    const share = Number(this.mix?.querySelector("input").value ?? 50);
    const { style } = this.stages[1].box;
    style.opacity = this.mode === "overlay" ? String(share / 100) : "";
    style.clipPath = this.mode === "swipe" ? `inset(0 0 0 ${100 - share}%)` : "";
    for (const stage of this.stages) stage.view?.changed();
  }

  show() {
    if (this.mix) this.mix.hidden = !["overlay", "swipe"].includes(this.mode);
    if (this.line) this.line.textContent = `${say(`view-${this.mode}`)} · ${say(this.isTogether ? "together" : "apart")}`;
    for (const button of this.root.querySelectorAll("[data-compare-do]")) {
      const name = button.dataset.compareDo;
      if (name === "together") button.setAttribute("aria-pressed", String(this.isTogether));
      else if (MODES.includes(name)) button.setAttribute("aria-pressed", String(this.mode === name));
    }
  }
}

// Pairs of points: the same place of a face on both photographs.
class Pairs {
  constructor(comparison) {
    this.comparison = comparison;
    this.field = comparison.root.querySelector("[data-compare-field]");
    this.list = comparison.root.querySelector("[data-compare-points]");
    this.all = (this.field?.value ?? "").split(";").filter((one) => one.trim())
      .map((one) => one.trim().split(/\s+/).map((place) => place.split(",").map(Number)));
    for (const stage of comparison.stages) {
      // A press puts the point of the pair that is being set; else it is a press on the photograph.
      const inner = stage.clicked.bind(stage);
      stage.clicked = (place) => (this.setting === undefined ? inner(place) : this.put(stage, stage.view.toPicture(place)));
    }
    this.changed();
  }

  begin() {
    const { stages } = this.comparison;
    if (!this.field || !stages.every((one) => one.view)) {
      announce(say("covered"));
      return;
    }
    this.all.push(stages.map((one) => one.view.toPicture(one.view.middle()).map(Math.round)));
    this.setting = this.all.length - 1;
    stages[0].box.focus();
    this.changed();
    this.tell(0);
  }

  tell(pane) {
    announce(say("pair-point", { number: this.setting + 1, name: "AB"[pane] }));
  }

  put(stage, [x, y]) {
    const pane = this.comparison.stages.indexOf(stage);
    this.all[this.setting][pane] = [x, y].map((one, axis) => Math.round(Math.min(stage.view.size[axis], Math.max(0, one))));
    this.changed();
  }

  // Arrows move the point in the pane that holds the focus; Enter, or Escape, ends the pair.
  onKey(event, stage) {
    if (this.setting === undefined || !stage.view || event.ctrlKey || event.altKey) return false;
    const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === "Enter" || event.key === "Escape") {
      this.setting = undefined;
      this.changed();
      return true;
    }
    if (!arrow) return false;
    const step = (event.shiftKey ? 10 : 1) * stage.view.zoom;
    const at = stage.view.toFrame(this.all[this.setting][this.comparison.stages.indexOf(stage)]);
    this.put(stage, stage.view.toPicture([at[0] + arrow[0] * step, at[1] + arrow[1] * step]));
    return true;
  }

  takeAway(at) {
    if (!this.all[at]) return;
    this.all.splice(at, 1);
    this.setting = undefined;
    this.changed();
    announce(say("pair-taken-away", { number: at + 1 }));
  }

  changed() {
    if (!this.field) return;
    const written = this.all.map((pair) => pair.map((place) => place.join(",")).join(" ")).join("; ");
    if (written !== this.field.value) {
      this.field.value = written;
      this.field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.comparison.stages.forEach((stage, pane) => {
      stage.marks.points = this.all.map((pair, at) => ({ place: pair[pane], label: String(at + 1), held: at === this.setting }));
      stage.marks.draw();
    });
    this.list?.replaceChildren(...this.all.map((pair, at) => this.row(pair, at)));
  }

  row(pair, at) {
    const button = element("button", { type: "button", class: "link" }, say("take-away"));
    button.addEventListener("click", () => this.takeAway(at));
    const [a, b] = pair.map((place) => place.join(", "));
    return element(
      "li", {},
      element("span", {}, say("pair", { number: at + 1 })),
      element("span", { class: "code", dir: "ltr" }, `A ${a} · B ${b}`),
      button,
    );
  }
}

export function start() {
  for (const root of document.querySelectorAll("[data-compare]")) new Comparison(root);
}
