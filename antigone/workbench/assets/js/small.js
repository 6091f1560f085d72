// Small things that need no file of their own: printing, scanning, showing a password, progress of long work.

import { ask, NoConnection } from "./server.js";
import { announce } from "./words.js";

const each = (selector, then) => document.querySelectorAll(selector).forEach(then);
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function follow(place) {
  const seconds = Number(place.dataset.pollSeconds ?? 2);
  let announced = 0;
  while (place.isConnected) {
    await pause(seconds);
    if (document.visibilityState === "hidden") continue;
    try {
      const { status, said } = await ask(place.dataset.poll);
      if (status >= 400) {
        place.textContent = said.sentence ?? place.textContent;
        return;
      }
      place.textContent = said.sentence;
      if (said.finished || performance.now() - announced > 15_000) {
        announced = performance.now();
        announce(said.sentence);
      }
      if (said.finished) {
        if (said.go) window.location.assign(said.go);
        return;
      }
    } catch (problem) {
      if (!(problem instanceof NoConnection)) throw problem;
    }
  }
}

export function start() {
  each("[data-poll]", follow);
  // What is unsealed for a while leaves the window by itself, also from a desk that nobody sits at.
  each("[data-leave-after]", async (place) => {
    await pause(Number(place.dataset.leaveAfter));
    window.location.replace(place.dataset.leaveTo);
  });
  each("[data-print]", (button) => button.addEventListener("click", () => window.print()));
  each("[data-scan]", (button) =>
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.scan);
      field.focus();
      field.select();
    }));
  each("[data-show-password]", (button) =>
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.showPassword);
      const shown = field.type === "text";
      field.type = shown ? "password" : "text";
      button.setAttribute("aria-pressed", String(!shown));
    }));
  each("[data-autosubmit]", (field) => field.addEventListener("change", () => field.form.requestSubmit()));
  // How often an answer was changed after it was first given.
  each("[data-counts]", (count) => {
    let answered = [...count.form.elements].some((field) => field.name === count.dataset.counts && field.checked);
    count.form.addEventListener("change", (event) => {
      if (event.target.name !== count.dataset.counts) return;
      if (answered) count.value = String(Number(count.value) + 1);
      answered = true;
    });
  });
  each("form[data-once]", (form) =>
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
      // A file is answered without leaving the page: it may be asked for again, but not by a double press.
      if (form.dataset.once === "file") setTimeout(() => delete form.dataset.sent, 5000);
    }));
  // Coming back by the browser's own button must not leave a form that refuses to be sent.
  window.addEventListener("pageshow", () => each("form[data-sent]", (form) => delete form.dataset.sent));
}
