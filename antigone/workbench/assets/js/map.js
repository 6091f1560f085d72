// A map on a page: places that stand in its table, or one place to be set for a field. The table and the
// field say everything; the map is another way to read and to write them.

import { Chart } from "./chart.js";
import { announce, drawing, element, say } from "./words.js";
import { load, View } from "./world.js";

const NEAREST = 2 ** 17;
const FIRST = 2 ** 6;
const STEP_PX = 24;
const FAR_PX = 120;
const MOVED_PX = 4;
const QUIET_MS = 500;
// As it is written in the record: latitude and longitude in degrees.
const WRITTEN = /([-+\u2212]?\d{1,2}\.\d+)\s*,\s*([-+\u2212]?\d{1,3}\.\d+)(?:\s*\(WGS 84\))?/;

function placeIn(text) {
  const found = WRITTEN.exec(text ?? "");
  if (!found) return undefined;
  const [latitude, longitude] = found.slice(1).map((one) => Number(one.replace("\u2212", "-")));
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [longitude, latitude] : undefined;
}

class PlaceMap {
  constructor(root) {
    this.root = root;
    this.field = document.getElementById(root.dataset.mapField ?? "");
    this.places = [...document.querySelectorAll("[data-map-place]")].map((one) => ({
      place: placeIn(one.dataset.mapPlace), kind: one.dataset.mapKind, code: one.dataset.mapCode,
    })).filter((one) => one.place);
    this.svg = drawing("svg", { class: "chart-focus", role: "application", tabindex: "0", "aria-label": root.dataset.mapLabel });
    this.says = element("p", { class: "chart-says" });
    this.tools = element("div", { class: "map-tools", role: "group", "aria-label": say("map-tools") });
    this.chart = new Chart(this.svg, this.places, { sets: Boolean(this.field) });
    root.append(element("div", { class: "map-chart" }, this.svg), this.says, this.tools);
    if (!this.field) root.append(this.chart.legend());
    this.makeButtons();
    this.listen();
    // In a closed fold it has no width; it is fetched and drawn when it gets one.
    new ResizeObserver(() => this.fit()).observe(root);
  }

  makeButtons() {
    const further = (name, key, act) => {
      const button = element("button", { type: "button", "data-key": key }, say(name));
      button.addEventListener("click", act);
      this.tools.append(button);
      return button;
    };
    if (this.field) this.setter = further("map-set", "Enter", () => this.set());
    further("map-closer", "+", () => this.zoom(2));
    further("map-further", "-", () => this.zoom(1 / 2));
    if (this.places.length) {
      further("map-everything", "0", () => this.showAll());
      further("map-next", "n", () => this.next());
    }
    for (const [name, key, across, down] of [
      ["map-north", "ArrowUp", 0, -1], ["map-south", "ArrowDown", 0, 1], ["map-west", "ArrowLeft", -1, 0], ["map-east", "ArrowRight", 1, 0],
    ]) further(name, key, () => this.move(across * FAR_PX, down * FAR_PX));
  }

  listen() {
    this.svg.addEventListener("keydown", (event) => this.onKey(event));
    let from;
    const at = (event) => {
      const box = this.svg.getBoundingClientRect();
      return [event.clientX - box.x, event.clientY - box.y];
    };
    this.svg.addEventListener("pointerdown", (event) => {
      if (event.button || !this.view) return;
      from = { at: at(event), view: this.view };
      if (event.pointerType === "mouse") this.svg.setPointerCapture(event.pointerId);
    });
    this.svg.addEventListener("pointermove", (event) => {
      // A finger scrolls the page; the buttons move the map for it.
      if (!from || event.pointerType !== "mouse") return;
      const [x, y] = at(event);
      this.look(from.view, from.view.place([this.view.width / 2 - x + from.at[0], this.view.height / 2 - y + from.at[1]]));
    });
    this.svg.addEventListener("pointerup", (event) => {
      const [x, y] = at(event);
      const held = from;
      from = undefined;
      if (!held || Math.hypot(x - held.at[0], y - held.at[1]) > MOVED_PX) return;
      this.look(held.view, held.view.place([x, y]));
      if (this.field) this.set();
    });
    this.svg.addEventListener("pointercancel", () => { from = undefined; });
  }

  async fit() {
    const width = Math.round(this.root.clientWidth);
    if (!width || width === this.view?.width) return;
    this.loading ??= load(this.root.dataset.map);
    this.world = await this.loading;
    const height = Math.round(Math.min(440, Math.max(240, width * 0.6)));
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    if (this.view) {
      this.view = new View({ ...this.view, width, height });
      this.draw();
      return;
    }
    const written = placeIn(this.field?.value);
    this.view = new View({ width, height, longitude: 0, latitude: 20, scale: width / 360 });
    if (written) this.look({ ...this.view, scale: 2 ** 9 }, written);
    else this.showAll();
  }

  look(view, [longitude, latitude]) {
    this.view = new View({ ...view, longitude, latitude });
    this.draw();
    clearTimeout(this.waiting);
    if (document.activeElement === this.svg || this.tools.contains(document.activeElement)) {
      this.waiting = setTimeout(() => announce(this.says.textContent), QUIET_MS);
    }
  }

  move(across, down) {
    const { width, height } = this.view;
    this.chart.held = undefined;
    this.look(this.view, this.view.place([width / 2 + across, height / 2 + down]));
  }

  zoom(times) {
    const widest = this.view.width / 360;
    const scale = Math.min(NEAREST, Math.max(widest, this.view.scale * times));
    this.look({ ...this.view, scale }, [this.view.longitude, this.view.latitude]);
  }

  // Everything that is recorded, with a margin; where nothing is, the world.
  showAll() {
    this.chart.held = undefined;
    const { width, height } = this.view;
    if (!this.places.length) {
      this.look({ ...this.view, scale: width / 360 }, [0, 20]);
      return;
    }
    const [first] = this.places[0].place;
    const across = this.places.map(({ place }) => new View({ ...this.view, longitude: first, latitude: 0, scale: 1 }).at(place)[0]);
    const up = this.places.map(({ place }) => place[1]);
    const [west, east, south, north] = [Math.min(...across), Math.max(...across), Math.min(...up), Math.max(...up)];
    const latitude = (south + north) / 2;
    const longitude = first + (west + east) / 2 - width / 2;
    const narrow = Math.cos((latitude * Math.PI) / 180);
    const scale = Math.min((width * 0.7) / ((east - west) * narrow), (height * 0.7) / (north - south), 2 ** 12);
    this.look({ ...this.view, scale: Math.max(scale, width / 360) }, [longitude, latitude]);
  }

  next() {
    const at = this.places.findIndex((one) => one === this.chart.held);
    const one = this.places[(at + 1) % this.places.length];
    this.chart.held = one;
    this.look({ ...this.view, scale: Math.max(this.view.scale, FIRST) }, one.place);
  }

  draw() {
    this.chart.draw(this.view, this.world);
    const { longitude, latitude } = this.view;
    const coast = this.view.nearestCoast(this.world);
    const sentence = say("map-coast", { distance: this.chart.distance(coast.metres), bearing: coast.bearing });
    const held = this.chart.held ? `${this.chart.held.code} · ` : "";
    const here = element("bdi", { dir: "ltr" }, this.text(latitude, longitude));
    this.says.replaceChildren(held, here, " · ", sentence);
  }

  // As many decimals as a pixel of this view tells: a point set on a map of the world is not known to a metre.
  text(latitude, longitude) {
    const decimals = Math.min(5, Math.max(1, Math.ceil(Math.log10(this.view.scale))));
    return `${latitude.toFixed(decimals)}, ${longitude.toFixed(decimals)}`;
  }

  set() {
    const { value, maxLength } = this.field;
    const written = `${this.text(this.view.latitude, this.view.longitude)} (WGS 84)`;
    const said = WRITTEN.test(value) ? value.replace(WRITTEN, written) : [value.trim(), written].filter(Boolean).join("; ");
    if (maxLength > 0 && said.length > maxLength) {
      announce(say("map-no-room"), { urgently: true });
      return;
    }
    this.field.value = said;
    for (const event of ["input", "change"]) this.field.dispatchEvent(new Event(event, { bubbles: true }));
    clearTimeout(this.waiting);
    announce(say("map-written", { position: written }));
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const far = event.shiftKey ? FAR_PX : STEP_PX;
    const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!this.view) return;
    if (arrow) this.move(arrow[0] * far, arrow[1] * far);
    else if (event.key === "Enter" && this.field) this.set();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

for (const root of document.querySelectorAll("[data-map]")) new PlaceMap(root);
