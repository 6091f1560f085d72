// One photograph on a stage. It is covered at first; each uncovering asks the server, which records it and
// only then sends the picture. Covering lets go of the pixels.

import { listen } from "./gestures.js";
import { Marks } from "./marks.js";
import { Points } from "./points.js";
import { ask, NoConnection, waitForSignIn } from "./server.js";
import { View } from "./view.js";
import { announce, element, say } from "./words.js";

const COVERS_AFTER_MS = 60_000;
const ZOOM_STEP = 1.25;
const PAN_PX = 40;
const PAN_FAR_PX = 160;
const TURN = 5;
const TURN_FAR = 45;
const EXPOSURE_STEP = 0.3;
const TONE_MOST = 3;
// Uncovered, it is small at first; who wants it larger makes it larger.
const FIRST_SHARE = 0.5;

const stages = new Map();
export const stageOf = (section) => stages.get(section);

let lastInput = performance.now();

export class Stage {
  constructor(section) {
    this.section = section;
    this.box = section.querySelector("[data-stage-image]");
    this.cover = section.querySelector("[data-stage-cover]") ?? this.box.appendChild(element("div", { class: "stage-cover" }));
    this.line = section.querySelector("[data-stage-state]");
    this.coverWords = [...this.cover.childNodes];
    this.tone = { exposure: 0, warmth: 0 };
    this.step = "";
    this.frame = element("div", { class: "stage-view" });
    this.box.prepend(this.frame);
    this.marks = new Marks(this);
    this.points = new Points(this);
    stages.set(section, this);
    for (const button of section.querySelectorAll("[data-stage-do]")) {
      button.addEventListener("click", () => this.act(button.dataset.stageDo));
    }
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    listen(this.box, () => this.view, (place) => this.clicked(place));
    this.showButtons();
    if (section.dataset.open) this.open({ picture: section.dataset.open }, "open");
  }

  get isCoverable() {
    return !this.section.dataset.open;
  }

  act(name) {
    if (name === "grey" || name === "colour") this.step === name ? this.coverUp() : this.reveal(name);
    else if (name === "cover") this.coverUp();
    else if (name === "points") this.points.toggle();
    else if (this.view) this.change(name);
    else announce(say("covered"));
    this.showButtons();
  }

  change(name) {
    const { view } = this;
    const steps = {
      closer: () => view.zoomTo(view.zoom * ZOOM_STEP),
      further: () => view.zoomTo(view.zoom / ZOOM_STEP),
      fit: () => view.fit(),
      actual: () => view.zoomTo(1 / window.devicePixelRatio),
      right: () => this.turn(TURN),
      left: () => this.turn(-TURN),
      flip: () => {
        view.mirror();
        announce(say(view.mirrored ? "mirrored" : "not-mirrored"));
      },
      brighter: () => this.toneBy("exposure", EXPOSURE_STEP),
      darker: () => this.toneBy("exposure", -EXPOSURE_STEP),
      warmer: () => this.toneBy("warmth", 1),
      cooler: () => this.toneBy("warmth", -1),
      reset: () => this.reset(),
      outlines: () => {
        this.marks.toggle();
        announce(say(this.marks.shown ? "outlines-on" : "outlines-off"));
      },
    };
    steps[name]?.();
  }

  turn(degrees) {
    this.view.turnBy(degrees);
    announce(say("turned-to", { degrees: this.view.turn }));
  }

  reset() {
    this.view.turn = 0;
    this.view.mirrored = false;
    this.view.fit();
    if (this.tone.exposure || this.tone.warmth) {
      this.tone = { exposure: 0, warmth: 0 };
      this.load();
    }
  }

  toneBy(name, step) {
    const value = Math.min(TONE_MOST, Math.max(-TONE_MOST, this.tone[name] + step));
    this.tone[name] = Math.round(value * 10) / 10;
    announce(say(name, { value: this.signed(name) }));
    this.load();
  }

  signed(name) {
    const value = this.tone[name];
    return `${value < 0 ? "\u2212" : "+"}${Math.abs(value)}`;
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== this.box) return;
    const arrow = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    const far = event.shiftKey && { r: TURN_FAR, l: -TURN_FAR }[event.code === "KeyL" ? "l" : event.code === "KeyR" ? "r" : ""];
    if (this.points.onKey(event, arrow)) this.showState();
    else if (!this.view) return;
    else if (arrow) this.view.panBy(...arrow.map((one) => one * (event.shiftKey ? PAN_FAR_PX : PAN_PX)));
    else if (far) this.turn(far);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  clicked(place) {
    const at = this.view.toPicture(place);
    if (this.points.take(at)) return;
    const face = this.marks.faceAt(at);
    if (face) this.section.dispatchEvent(new CustomEvent("stage:face", { bubbles: true, detail: face }));
  }

  // Asks first, since the asking is what is recorded; the picture is requested only on a yes.
  async reveal(step) {
    if (!this.isCoverable) return;
    const turn = (this.asking = Symbol(step));
    this.tell(say("opening"));
    try {
      const body = new URLSearchParams({ step });
      const { status, said } = await ask(this.section.dataset.reveal, { method: "POST", body });
      if (this.asking !== turn) return;
      if (status === 401) await this.waitForSignIn(said);
      else if (status >= 400) this.refused(said);
      else await this.open(said, step);
    } catch (problem) {
      if (!(problem instanceof NoConnection)) throw problem;
      this.refused({});
    }
  }

  async waitForSignIn(said) {
    const place = element("p", { class: "stage-refusal" });
    this.coverUp();
    this.cover.replaceChildren(place);
    if (await waitForSignIn(place, said)) this.cover.replaceChildren(...this.coverWords);
  }

  refused(said) {
    const sentence = said.sentence ?? say("no-answer");
    const remedy = said.remedy ?? say("try-again");
    this.coverUp();
    this.cover.replaceChildren(
      element("p", { class: "refused" }, sentence),
      element("p", { class: "stage-refusal" }, remedy),
    );
    this.tell("");
    announce(`${sentence} ${remedy}`, { urgently: true });
  }

  async open(said, step) {
    const { width, height } = { ...this.section.dataset, ...said };
    this.picture = said.picture;
    this.step = step;
    if (!(await this.load())) return;
    const size = [this.section.dataset.width ?? width, this.section.dataset.height ?? height].map(Number);
    if (!this.view) {
      this.view = new View(this.frame, size.every(Boolean) ? size : [this.image.naturalWidth, this.image.naturalHeight]);
      this.view.onChange(() => this.showState());
      this.view.fit(this.isCoverable ? FIRST_SHARE : 1);
      this.shownAt = performance.now();
    }
    this.view.show(this.image);
    this.cover.hidden = true;
    this.cover.replaceChildren(...this.coverWords);
    this.box.classList.add("is-shown");
    this.showState();
    this.showButtons();
    if (this.isCoverable) announce(say({ grey: "shown-grey", colour: "shown-colour" }[step] ?? "shown"));
    this.section.dispatchEvent(new CustomEvent("stage:shown", { bubbles: true, detail: step }));
  }

  address() {
    const address = new URL(this.picture, window.location.href);
    for (const [name, value] of Object.entries(this.tone)) if (value) address.searchParams.set(name, String(value));
    return address.href;
  }

  // Requests the picture as it should look; the place in the frame stays. False when it did not arrive.
  async load() {
    const image = new Image();
    const turn = (this.loading = Symbol("picture"));
    image.src = this.address();
    try {
      await image.decode();
    } catch {
      if (this.loading !== turn) return false;
      this.refused({ sentence: say("picture-failed") });
      return false;
    }
    // Covered meanwhile, or asked for otherwise: what arrives late is not shown.
    if (this.loading !== turn) {
      image.removeAttribute("src");
      return false;
    }
    this.image = image;
    this.view?.show(image);
    return true;
  }

  coverUp() {
    if (!this.isCoverable || !(this.view || this.asking || this.loading)) return;
    const wasShown = Boolean(this.view);
    this.asking = this.loading = undefined;
    this.view?.release();
    this.view = this.image = undefined;
    this.picture = this.step = "";
    this.points.end();
    this.cover.hidden = false;
    this.cover.replaceChildren(...this.coverWords);
    this.box.classList.remove("is-shown");
    this.showState();
    this.showButtons();
    if (!wasShown) return;
    announce(say("covered"));
    this.section.dispatchEvent(new CustomEvent("stage:covered", { bubbles: true }));
    if (this.section.dataset.cover) {
      const seconds = String(Math.round((performance.now() - this.shownAt) / 1000));
      ask(this.section.dataset.cover, { method: "POST", body: new URLSearchParams({ seconds }), keepalive: true }).catch(() => {});
    }
  }

  tell(sentence) {
    if (this.line) this.line.textContent = sentence;
  }

  showState() {
    const { coveredLabel, shownLabel } = this.section.dataset;
    this.box.setAttribute("aria-label", (this.view ? shownLabel : coveredLabel) ?? this.box.getAttribute("aria-label"));
    this.marks.draw();
    this.tell(this.stateSentence());
    const state = this.view ? { rotate: this.view.turn, mirrored: this.view.mirrored ? "yes" : "" } : {};
    for (const field of this.section.querySelectorAll("[data-stage-field]")) {
      const value = { ...this.tone, ...state }[field.dataset.stageField];
      if (value !== undefined) field.value = value;
    }
    this.section.dispatchEvent(new CustomEvent("stage:moved"));
  }

  stateSentence() {
    if (!this.view) return this.isCoverable ? say("covered") : "";
    const percent = Math.round(this.view.scale() * 100);
    const parts = [
      { grey: say("shown-grey"), colour: say("shown-colour") }[this.step],
      percent === 100 ? say("one-to-one") : say(percent > 100 ? "enlarged" : "at-size", { percent }),
      this.view.turn && say("turned", { degrees: this.view.turn }),
      this.view.mirrored && say("mirrored"),
      this.tone.exposure && say("exposure", { value: this.signed("exposure") }),
      this.tone.warmth && say("warmth", { value: this.signed("warmth") }),
    ];
    return parts.filter(Boolean).join(" · ");
  }

  showButtons() {
    const pressed = {
      grey: this.step === "grey",
      colour: this.step === "colour",
      flip: Boolean(this.view?.mirrored),
      outlines: this.marks.shown,
      points: this.points.active,
    };
    for (const button of this.section.querySelectorAll("[data-stage-do]")) {
      if (button.dataset.stageDo in pressed) button.setAttribute("aria-pressed", String(pressed[button.dataset.stageDo]));
    }
  }
}

const coverAll = () => {
  for (const stage of stages.values()) stage.coverUp();
};

export function start() {
  for (const section of document.querySelectorAll("[data-stage]")) new Stage(section);
  if (!stages.size) return;
  for (const kind of ["keydown", "pointermove", "pointerdown", "wheel"]) {
    window.addEventListener(kind, () => { lastInput = performance.now(); }, { passive: true, capture: true });
  }
  setInterval(() => {
    if (performance.now() - lastInput > COVERS_AFTER_MS) coverAll();
  }, 1000);
  document.addEventListener("antigone:cover", coverAll);
  window.addEventListener("blur", coverAll);
  window.addEventListener("pagehide", coverAll);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") coverAll();
  });
}
