// What is written is kept on the server while it is being written: never in the browser.

import { ask, isSignedIn, later, NoConnection, patience, refusalBox, waitForSignIn } from "./server.js";
import { announce, say } from "./words.js";

const QUIET_SECONDS = 3;
const ANNOUNCE_MS = 60_000;

class Draft {
  constructor(form) {
    this.form = form;
    this.place = form.querySelector("[data-saved]") ?? document.querySelector("[data-saved]");
    this.savedAt = "";
    this.announced = -ANNOUNCE_MS;
    this.changed = false;
    this.busy = false;
    this.stopped = false;
    form.addEventListener("input", () => this.change());
    form.addEventListener("change", () => this.change());
    // Before the others hear of it: a form that is sent with nobody signed in would be lost.
    document.addEventListener("submit", (event) => { if (event.target === form) this.send(event); }, true);
    form.addEventListener("submit", (event) => setTimeout(() => { this.stopped ||= !event.defaultPrevented; }));
    // Coming back by the browser's own button, to a page that could not be sent.
    window.addEventListener("pageshow", (event) => { if (event.persisted) this.stopped = false; });
    window.addEventListener("beforeunload", (event) => {
      if (this.changed && !this.stopped) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.changed) this.save();
    });
  }

  // Sends the form once it is known that it will be heard; until then the page stays as it is.
  async send(event) {
    if (this.heard) {
      this.heard = false;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.asks) return;
    this.asks = true;
    try {
      this.heard = (await isSignedIn()) || (await waitForSignIn(this.place, {}));
    } catch (problem) {
      if (!(problem instanceof NoConnection)) throw problem;
      this.tell(this.savedAt ? say("not-saved-since", { time: this.savedAt }) : say("not-saved"), { unsaved: true });
    }
    this.asks = false;
    if (this.heard) this.form.requestSubmit(event.submitter);
  }

  change() {
    if (this.stopped) return;
    this.changed = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), QUIET_SECONDS * 1000);
  }

  written() {
    const fields = new FormData(this.form);
    for (const field of this.form.elements) {
      if (field.matches("[type=file], [type=password], [data-not-drafted]")) fields.delete(field.name);
    }
    return fields;
  }

  async save() {
    if (this.busy || this.stopped) return;
    this.busy = true;
    for (const seconds of patience()) {
      this.changed = false;
      try {
        const { status, said } = await ask(this.form.dataset.draft, { method: "POST", body: this.written() });
        if (status === 401) {
          this.changed = true;
          this.warn();
          if (await waitForSignIn(this.place, said)) continue;
          this.stopped = true;
        } else this.answered(status, said);
        break;
      } catch (problem) {
        if (!(problem instanceof NoConnection)) throw problem;
        this.changed = true;
        this.tell(this.savedAt ? say("not-saved-since", { time: this.savedAt }) : say("not-saved"), { unsaved: true });
        await later(seconds);
        if (this.stopped) break;
      }
    }
    this.busy = false;
    if (this.changed && !this.stopped) this.change();
  }

  answered(status, said) {
    if (status < 300) {
      this.savedAt = said.time;
      const version = this.form.elements.namedItem("version");
      if (version && said.version !== undefined) version.value = said.version;
      this.tell(say("saved", { time: said.time }));
      return;
    }
    // A conflict is solved on its own page, field by field; until then nothing is written over.
    this.stopped = status === 409;
    this.warn();
    if (this.place) this.place.replaceChildren(refusalBox(said));
    announce([said.sentence, said.remedy].filter(Boolean).join(" "), { urgently: true });
  }

  warn() {
    this.place?.classList.add("unsaved");
  }

  tell(sentence, { unsaved = false } = {}) {
    if (this.place) {
      this.place.textContent = sentence;
      this.place.classList.toggle("unsaved", unsaved);
    }
    const now = performance.now();
    if (now - this.announced < ANNOUNCE_MS && unsaved === this.wasUnsaved) return;
    this.announced = now;
    this.wasUnsaved = unsaved;
    announce(sentence);
  }
}

export function start() {
  for (const form of document.querySelectorAll("form[data-draft]")) new Draft(form);
}
