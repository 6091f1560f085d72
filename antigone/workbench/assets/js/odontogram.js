// The teeth, drawn from the list beside them: the list alone says and sends everything.
// Drawn as one looks at the person: the body's right is on the reader's left, in every language.

import { announce, drawing, element, say } from "./words.js";

const WIDE = 34;
const HIGH = 96;
const ROWS = [
  ["18", "17", "16", "15", "14", "13", "12", "11", "21", "22", "23", "24", "25", "26", "27", "28"],
  ["55", "54", "53", "52", "51", "61", "62", "63", "64", "65"],
  ["85", "84", "83", "82", "81", "71", "72", "73", "74", "75"],
  ["48", "47", "46", "45", "44", "43", "42", "41", "31", "32", "33", "34", "35", "36", "37", "38"],
];
const LETTERS = {
  filled: "F", crown: "C", "root-filled": "R", caries: "D", broken: "B", missing: "×", "missing-before": "×",
  "missing-after": "×", implant: "I", bridge: "P", unerupted: "U", unseen: "?",
};
// Trapezoids around a centre. Towards the midline is mesial: on the reader's left half that is the right edge.
const FACES = {
  top: "M0 0H26L19 7H7Z",
  bottom: "M0 26H26L19 19H7Z",
  left: "M0 0L7 7V19L0 26Z",
  right: "M26 0L19 7V19L26 26Z",
  centre: "M7 7H19V19H7Z",
};

function facesOf(number) {
  const upper = "1256".includes(number[0]);
  const readersLeft = "1458".includes(number[0]);
  return {
    m: readersLeft ? "right" : "left",
    d: readersLeft ? "left" : "right",
    b: upper ? "top" : "bottom",
    l: upper ? "bottom" : "top",
    o: "centre",
  };
}

class Chart {
  constructor(root) {
    this.items = new Map([...root.querySelectorAll("[data-tooth]")].map((item) => [item.dataset.tooth, item]));
    this.rows = ROWS.map((row) => row.filter((number) => this.items.has(number))).filter((row) => row.length);
    this.teeth = new Map();
    this.says = element("p", { class: "chart-says", "aria-hidden": "true" });
    this.svg = drawing("svg", {
      viewBox: `-4 -4 ${16 * WIDE + 8} ${this.rows.length * HIGH - 24}`,
      class: "chart-focus", role: "application", tabindex: "0", "aria-label": root.getAttribute("aria-label"),
    });
    this.rows.forEach((row, at) => this.drawRow(row, at));
    root.prepend(element("div", { class: "odontogram-chart" }, this.svg), this.says);
    root.addEventListener("change", (event) => {
      const item = event.target.closest("[data-tooth]");
      if (item) this.show(item.dataset.tooth);
    });
    this.svg.addEventListener("keydown", (event) => this.onKey(event));
    this.svg.addEventListener("focus", () => this.hold(this.held ?? this.rows[0][0]));
  }

  drawRow(row, at) {
    const shift = ((16 - row.length) / 2) * WIDE;
    row.forEach((number, column) => {
      const upper = "1256".includes(number[0]);
      const tooth = drawing("g", { transform: `translate(${shift + column * WIDE + 4} ${at * HIGH})` });
      tooth.append(drawing("rect", { class: "frame", x: -3, y: 0, width: 32, height: 66, rx: 3 }));
      tooth.append(drawing("text", { x: 13, y: upper ? 13 : 62 }, number));
      const crown = drawing("g", { transform: `translate(0 ${upper ? 34 : 4})` });
      for (const [place, path] of Object.entries(FACES)) crown.append(drawing("path", { class: place, d: path }));
      const letter = drawing("text", { class: "letter", x: 13, y: upper ? 30 : 46 });
      tooth.append(crown, letter);
      tooth.addEventListener("click", () => {
        this.hold(number);
        this.svg.focus();
      });
      this.svg.append(tooth);
      this.teeth.set(number, { tooth, letter, crown });
      this.show(number);
    });
  }

  select(number) {
    return this.items.get(number).querySelector("select");
  }

  show(number) {
    const { tooth, letter, crown } = this.teeth.get(number);
    const mark = this.select(number).selectedOptions[0]?.dataset.mark ?? "not-looked";
    tooth.setAttribute("class", `tooth ${mark}${number === this.held ? " held" : ""}`);
    letter.textContent = LETTERS[mark] ?? "";
    const faces = facesOf(number);
    for (const path of crown.children) path.classList.remove("affected");
    for (const box of this.items.get(number).querySelectorAll("[data-surface]:checked")) {
      crown.querySelector(`.${faces[box.dataset.surface]}`)?.classList.add("affected");
    }
  }

  hold(number) {
    const before = this.held;
    this.held = number;
    if (before) this.show(before);
    this.show(number);
    const state = this.select(number).selectedOptions[0]?.textContent.trim() ?? "";
    const tooth = this.items.get(number).querySelector("label").textContent.trim().replace(/\s+/g, " ");
    this.says.textContent = say("tooth-is", { tooth, state });
    announce(this.says.textContent);
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = this.rows.findIndex((one) => one.includes(this.held));
    const column = this.rows[row]?.indexOf(this.held) ?? 0;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const down = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    if (step) this.hold(this.rows[row][Math.min(this.rows[row].length - 1, Math.max(0, column + step))]);
    else if (down) {
      const other = this.rows[row + down];
      if (other) this.hold(other[Math.round(((column + 0.5) / this.rows[row].length) * other.length - 0.5)]);
    } else if (event.key === "Enter") this.select(this.held).focus();
    else if (digit && this.select(this.held).options[digit - 1]) {
      this.select(this.held).selectedIndex = digit - 1;
      this.select(this.held).dispatchEvent(new Event("change", { bubbles: true }));
      this.hold(this.held);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

export function start() {
  for (const root of document.querySelectorAll("[data-odontogram]")) new Chart(root);
}
