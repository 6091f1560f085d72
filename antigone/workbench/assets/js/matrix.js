// A large matrix: of its cells only those in view stand in the page. The list beside it says, and prints, all.

import { announce, element } from "./words.js";

const WIDE = 84;
const HIGH = 32;
const SIDE = 132;
const BESIDE = 2;

class Matrix {
  constructor(root) {
    this.told = JSON.parse(root.querySelector("script").textContent);
    this.words = root.dataset;
    this.wide = this.told.people.length + 1;
    this.high = this.told.rows.length;
    this.held = [0, 0];
    this.says = element("p", { class: "chart-says", "aria-hidden": "true" });
    this.heads = element("div", { class: "matrix-heads" });
    this.sides = element("div", { class: "matrix-sides" });
    this.cells = element("div", { class: "matrix-cells" });
    this.view = element(
      "div",
      { class: "matrix-view", role: "application", tabindex: "0", "aria-label": root.dataset.matrix },
      element("div", { class: "matrix-whole" }, element("div", { class: "matrix-corner" }), this.heads, this.sides, this.cells),
    );
    const whole = this.view.firstElementChild.style;
    whole.gridTemplateColumns = `${SIDE}px ${this.wide * WIDE}px`;
    whole.gridTemplateRows = `${HIGH}px ${this.high * HIGH}px`;
    root.append(this.view, this.says);
    this.view.addEventListener("scroll", () => this.soon());
    this.view.addEventListener("keydown", (event) => this.onKey(event));
    this.view.addEventListener("focus", () => this.hold(...this.held));
    this.cells.addEventListener("click", (event) => {
      const cell = event.target.closest("[data-at]");
      if (cell) this.hold(...cell.dataset.at.split(" ").map(Number));
    });
    new ResizeObserver(() => this.soon()).observe(this.view);
    this.draw();
  }

  soon() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = undefined;
      this.draw();
    });
  }

  // From the first to the last that can be seen, with a few on either side.
  seen(scrolled, shown, size, most) {
    const first = Math.max(0, Math.floor(scrolled / size) - BESIDE);
    return [first, Math.min(most, Math.ceil((scrolled + shown) / size) + BESIDE)];
  }

  draw() {
    const across = Math.abs(this.view.scrollLeft);
    const [left, right] = this.seen(across, this.view.clientWidth - SIDE, WIDE, this.wide);
    const [top, bottom] = this.seen(this.view.scrollTop, this.view.clientHeight - HIGH, HIGH, this.high);
    const heads = [];
    for (let at = left; at < right; at += 1) heads.push(this.placed("b", this.person(at), 0, at));
    const sides = [];
    const cells = [];
    for (let row = top; row < bottom; row += 1) {
      sides.push(this.placed("b", this.told.rows[row].body, row, 0));
      for (let at = left; at < right; at += 1) cells.push(this.cell(row, at));
    }
    this.heads.replaceChildren(...heads);
    this.sides.replaceChildren(...sides);
    this.cells.replaceChildren(...cells);
  }

  placed(name, words, row, at, attributes = {}) {
    const made = element(name, attributes, words);
    made.style.insetBlockStart = `${row * HIGH}px`;
    made.style.insetInlineStart = `${at * WIDE}px`;
    return made;
  }

  cell(row, at) {
    const share = this.share(row, at);
    const held = row === this.held[0] && at === this.held[1];
    const attributes = { "data-at": `${row} ${at}`, class: `shade-${Math.min(4, Math.floor((share ?? 0) * 5))}${held ? " held" : ""}` };
    return this.placed("span", this.short(row, at), row, at, attributes);
  }

  person(at) {
    return at < this.wide - 1 ? this.told.people[at] : this.words.none;
  }

  share(row, at) {
    const one = this.told.rows[row];
    return at < this.wide - 1 ? one.shares[at] : one.none;
  }

  short(row, at) {
    const share = this.share(row, at);
    if (share !== undefined) return share.toFixed(2);
    return this.told.rows[row].out[at] === undefined ? "·" : "–";
  }

  long(row, at) {
    const share = this.share(row, at);
    if (share !== undefined) return share.toFixed(2);
    const ground = this.told.rows[row].out[at];
    return ground === undefined ? this.words.nothing : this.told.grounds[ground];
  }

  hold(row, at) {
    this.held = [Math.min(this.high - 1, Math.max(0, row)), Math.min(this.wide - 1, Math.max(0, at))];
    const turned = getComputedStyle(this.view).direction === "rtl" ? -1 : 1;
    const across = this.reach(Math.abs(this.view.scrollLeft), this.view.clientWidth - SIDE, this.held[1] * WIDE, WIDE);
    const down = this.reach(this.view.scrollTop, this.view.clientHeight - HIGH, this.held[0] * HIGH, HIGH);
    this.view.scrollTo(turned * across, down);
    this.draw();
    const said = `${this.told.rows[this.held[0]].body} · ${this.person(this.held[1])}: ${this.long(...this.held)}`;
    this.says.textContent = said;
    announce(said);
  }

  // How far to scroll so that a stretch can be seen, and no further.
  reach(scrolled, shown, start, size) {
    return Math.max(Math.min(scrolled, start), start + size - shown);
  }

  onKey(event) {
    const [row, at] = this.held;
    const turned = getComputedStyle(this.view).direction === "rtl" ? -1 : 1;
    const page = Math.max(1, Math.floor((this.view.clientHeight - HIGH) / HIGH) - 1);
    const to = {
      ArrowUp: [row - 1, at], ArrowDown: [row + 1, at], ArrowLeft: [row, at - turned], ArrowRight: [row, at + turned],
      PageUp: [row - page, at], PageDown: [row + page, at],
      Home: [event.ctrlKey ? 0 : row, 0], End: [event.ctrlKey ? this.high - 1 : row, this.wide - 1],
    }[event.key];
    const address = this.told.rows[row].addresses[at];
    if (to) this.hold(...to);
    else if (event.key === "Enter" && address) location.assign(address);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

export function start() {
  for (const root of document.querySelectorAll("[data-matrix]")) new Matrix(root);
}
