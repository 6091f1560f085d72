// How one photograph lies in its frame: position, size, rotation, mirroring, in one matrix.
//
// Places are in pixels of the upright original, whatever size was delivered, so that outlines, points and
// a second photograph can be laid over it without a second computation. A library of tiles would bring
// ten times the code, a style of its own, and two views that fight when they follow each other.

const LEAST = 0.02;
const MOST = 16;

export class View {
  // `frame` is the element that shows; `size` [width, height] of the original in pixels.
  constructor(frame, size) {
    this.frame = frame;
    this.size = size;
    this.turn = 0;
    this.mirrored = false;
    this.listeners = [];
    this.fit();
    this.observer = new ResizeObserver(() => this.changed());
    this.observer.observe(frame);
  }

  // Shows a loaded image instead of the one before; the place stays.
  show(image) {
    this.image?.remove();
    this.image = image;
    image.draggable = false;
    image.alt = "";
    Object.assign(image.style, { position: "absolute", left: "0", top: "0", transformOrigin: "0 0", maxWidth: "none" });
    this.frame.append(image);
    this.changed();
  }

  // Lets go of the pixels.
  release() {
    this.observer.disconnect();
    this.image?.remove();
    this.image?.removeAttribute("src");
    this.image = undefined;
    this.listeners = [];
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  changed() {
    this.centre = this.centre.map((at, axis) => Math.min(this.size[axis], Math.max(0, at)));
    if (this.image) {
      const delivered = this.size[0] / (this.image.naturalWidth || this.size[0]);
      const { a, b, c, d, e, f } = this.matrix();
      this.image.style.transform = `matrix(${[a, b, c, d].map((one) => one * delivered)}, ${e}, ${f})`;
    }
    for (const listener of this.listeners) listener(this);
  }

  middle() {
    return [this.frame.clientWidth / 2, this.frame.clientHeight / 2];
  }

  // The matrix from the original to the frame: move to the centre, enlarge, turn clockwise, mirror.
  matrix() {
    const angle = (this.turn * Math.PI) / 180;
    const flip = this.mirrored ? -1 : 1;
    const a = flip * Math.cos(angle) * this.zoom;
    const b = Math.sin(angle) * this.zoom;
    const c = -flip * Math.sin(angle) * this.zoom;
    const d = Math.cos(angle) * this.zoom;
    const [x, y] = this.middle();
    return { a, b, c, d, e: x - a * this.centre[0] - c * this.centre[1], f: y - b * this.centre[0] - d * this.centre[1] };
  }

  toFrame([x, y]) {
    const { a, b, c, d, e, f } = this.matrix();
    return [a * x + c * y + e, b * x + d * y + f];
  }

  toPicture([x, y]) {
    const { a, b, c, d, e, f } = this.matrix();
    const area = a * d - b * c;
    return [(d * (x - e) - c * (y - f)) / area, (a * (y - f) - b * (x - e)) / area];
  }

  // The zoom at which the whole photograph, as it is turned, fits into the frame.
  fitting() {
    const angle = (this.turn * Math.PI) / 180;
    const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
    const [width, height] = this.size;
    const [x, y] = this.middle();
    return Math.min((2 * x) / (width * cos + height * sin), (2 * y) / (width * sin + height * cos)) || 1;
  }

  // share: 1 fills the frame, 0.5 is half as large.
  fit(share = 1) {
    this.zoom = this.fitting() * share;
    this.centre = [this.size[0] / 2, this.size[1] / 2];
    this.changed();
  }

  zoomTo(zoom, about = this.middle()) {
    const held = this.toPicture(about);
    this.zoom = Math.min(MOST, Math.max(LEAST, zoom));
    const now = this.toPicture(about);
    this.centre = [this.centre[0] + held[0] - now[0], this.centre[1] + held[1] - now[1]];
    this.changed();
  }

  panBy(x, y) {
    const [middleX, middleY] = this.middle();
    this.centre = this.toPicture([middleX - x, middleY - y]);
    this.changed();
  }

  turnBy(degrees) {
    this.turn = (((this.turn + degrees) % 360) + 360) % 360;
    this.changed();
  }

  mirror() {
    this.mirrored = !this.mirrored;
    this.changed();
  }

  // Original pixels shown on one pixel of the screen: 1 is one to one.
  scale() {
    return this.zoom * window.devicePixelRatio;
  }

  state() {
    return { zoom: this.zoom, centre: [...this.centre], turn: this.turn };
  }
}
