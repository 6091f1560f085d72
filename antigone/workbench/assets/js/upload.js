// Many files, one after the other, in parts: a broken connection costs a part, never a file.
// Nothing is previewed and nothing is kept in the browser.

import { ask, later, NoConnection, patience, waitForSignIn } from "./server.js";
import { announce, element, say } from "./words.js";

const PART = 1 << 20;
// The browser reads the whole file to digest it; a larger one is digested by the server alone.
const DIGESTED_UP_TO = 64 * PART;
const ANNOUNCED_EACH = 5;

class Refused extends Error {
  constructor(said) {
    super();
    this.said = said;
  }
}

class LeftOut extends Error {}

async function digestOf(file) {
  if (!globalThis.crypto?.subtle || file.size > DIGESTED_UP_TO) return "";
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const megabytes = (bytes) => {
  const value = bytes / PART;
  return value < 10 ? Math.max(0.1, Math.round(value * 10) / 10) : Math.round(value);
};

class Sending {
  constructor(section, file) {
    this.section = section;
    this.file = file;
    this.url = "";
    this.state = element("span", { class: "upload-state" }, say("upload-waits"));
    this.giveUp = element("button", { type: "button", class: "link" }, say("upload-give-up"));
    this.giveUp.addEventListener("click", () => this.leaveOut());
    this.row = element("li", {}, element("bdi", { class: "upload-name" }, file.name), this.state, this.giveUp);
  }

  async run() {
    if (this.leftOut) return;
    for (const seconds of patience()) {
      try {
        return this.finished(await this.send());
      } catch (problem) {
        if (problem instanceof LeftOut) return undefined;
        if (problem instanceof Refused) return this.refused(problem.said);
        if (!(problem instanceof NoConnection)) throw problem;
        this.tell(say("upload-broken", { percent: this.percent() }));
        announce(this.state.textContent);
        await later(seconds);
      }
    }
  }

  async send() {
    this.offset ??= 0;
    if (this.url) {
      const { status, said } = await this.asked(this.url);
      if (status === 404) this.url = "";
      else this.offset = said.offset;
    }
    if (!this.url) {
      const receipt = await this.begin();
      if (receipt) return receipt;
    }
    while (this.offset < this.file.size) await this.sendPart();
    this.tell(say("upload-closing"));
    const { said } = await this.asked(this.url, { method: "POST", body: new URLSearchParams({ do: "finish" }) });
    return said.receipt;
  }

  async begin() {
    this.tell(say("upload-checks"));
    this.digest ??= await digestOf(this.file);
    const fields = new URLSearchParams(this.section.dataset.uploadWith ?? "");
    const { name, size, type } = this.file;
    for (const [key, value] of Object.entries({ name, size, type, sha256: this.digest })) fields.set(key, value);
    const { said } = await this.asked(this.section.dataset.upload, { method: "POST", body: fields });
    if (said.receipt) return said.receipt;
    this.url = said.url;
    this.offset = said.offset;
    if (this.loud) announce(say("upload-begins", { name }));
    return undefined;
  }

  async sendPart() {
    const part = this.file.slice(this.offset, this.offset + PART);
    const headers = { "Content-Type": "application/octet-stream", "Upload-Offset": String(this.offset) };
    const before = this.percent();
    const { status, said } = await this.asked(this.url, { method: "PUT", body: part, headers });
    if (status === 404) {
      this.url = "";
      throw new NoConnection();
    }
    this.offset = said.offset;
    const percent = this.percent();
    this.tell(say("upload-part", { percent, done: megabytes(this.offset), all: megabytes(this.file.size) }));
    if (this.loud && before < 50 && percent >= 50 && percent < 100) announce(say("upload-half", { name: this.file.name }));
  }

  // One answer, waiting through an ended session; a refusal is raised.
  async asked(url, options = {}) {
    if (this.leftOut) throw new LeftOut();
    const answer = await ask(url, options);
    if (answer.status === 401) {
      if (!(await waitForSignIn(this.state, answer.said))) throw new LeftOut();
      return this.asked(url, options);
    }
    const moved = answer.status === 409 && answer.said.offset !== undefined;
    const gone = answer.status === 404 && url === this.url;
    if (answer.status >= 400 && !moved && !gone) throw new Refused(answer.said);
    return answer;
  }

  percent() {
    return this.file.size ? Math.floor((100 * (this.offset ?? 0)) / this.file.size) : 100;
  }

  tell(sentence) {
    this.state.textContent = sentence;
  }

  finished(receipt) {
    this.receipt = receipt;
    this.giveUp.remove();
    this.state.textContent = receipt.sentence;
    if (receipt.url) this.row.append(element("a", { href: receipt.url }, say("upload-open")));
    const name = this.section.dataset.uploadName;
    if (name && receipt.value !== undefined) this.row.append(element("input", { type: "hidden", name, value: receipt.value }));
    this.row.dispatchEvent(new Event("change", { bubbles: true }));
    if (this.loud) announce(`${this.file.name}: ${receipt.sentence}`);
  }

  refused(said) {
    this.wasRefused = true;
    const words = [said.sentence ?? say("no-answer"), said.remedy ?? say("try-again")].join(" ");
    this.state.textContent = words;
    this.state.classList.add("refused");
    this.giveUp.remove();
    announce(`${this.file.name}: ${words}`, { urgently: true });
  }

  leaveOut() {
    this.leftOut = true;
    this.giveUp.remove();
    this.tell(say("upload-left-out"));
    if (this.url) ask(this.url, { method: "POST", body: new URLSearchParams({ do: "forget" }) }).catch(() => {});
  }
}

class Uploads {
  constructor(section) {
    this.section = section;
    this.list = section.querySelector("[data-upload-files]");
    this.waiting = [];
    for (const input of section.querySelectorAll("input[type=file]")) {
      // Sent in parts from now on; under a name it would be sent a second time with the form.
      input.removeAttribute("name");
      input.required = false;
      input.addEventListener("change", () => {
        this.add(input.files);
        input.value = "";
      });
    }
    section.addEventListener("dragover", (event) => this.over(event, true));
    section.addEventListener("dragleave", (event) => this.over(event, false));
    section.addEventListener("drop", (event) => {
      this.over(event, false);
      this.add(event.dataTransfer.files);
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.running) event.preventDefault();
    });
    // Sent before the files have arrived, the form would leave them behind.
    section.closest("form")?.addEventListener("submit", (event) => {
      if (!this.running) return;
      event.preventDefault();
      this.submitter = event.submitter;
      announce(say("upload-first"));
    });
  }

  over(event, isOver) {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    this.section.classList.toggle("over", isOver);
  }

  add(files) {
    const added = [...files].map((file) => new Sending(this.section, file));
    for (const one of added) {
      one.loud = added.length <= ANNOUNCED_EACH;
      this.list.append(one.row);
    }
    this.waiting.push(...added);
    if (!this.running) this.run();
  }

  async run() {
    this.running = true;
    this.section.setAttribute("aria-busy", "true");
    const done = [];
    for (let one = this.waiting.shift(); one; one = this.waiting.shift()) {
      await one.run();
      done.push(one);
    }
    this.running = false;
    this.section.removeAttribute("aria-busy");
    const kept = done.filter((one) => one.receipt);
    const refused = done.filter((one) => one.wasRefused).length;
    if (done.length > 1) announce(say("upload-all", { kept: kept.length, all: done.length, refused }));
    const { submitter } = this;
    this.submitter = undefined;
    if (submitter && !refused) submitter.form.requestSubmit(submitter);
    const go = kept.at(-1)?.receipt.go;
    if (go && !refused && "uploadGo" in this.section.dataset) window.location.assign(go);
  }
}

export function start() {
  for (const section of document.querySelectorAll("[data-upload]")) new Uploads(section);
}
