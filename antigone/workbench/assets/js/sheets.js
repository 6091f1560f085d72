// Every printed sheet says what it is: code, operation, reader, time, "restricted"; and that nobody exists.

const root = document.documentElement;

// As a string of CSS: quoted, so that no name could end it.
const quoted = (text) => JSON.stringify(text.replace(/[\\"\n]/g, " "));

const line = (selector, between) =>
  [...document.querySelectorAll(selector)].map((one) => one.textContent.trim().replace(/\s+/g, " ")).join(between);

export function start() {
  // Where a browser prints nothing in the margins, both lines stay on the first sheet.
  if (!("CSSMarginRule" in window)) return;
  const head = [line(".identity > .code", " · "), line(".sheet-head > *", " · ")].filter(Boolean).join(" · ");
  const foot = line(".notice-line", " · ");
  if (head) root.style.setProperty("--sheet-head", quoted(head));
  if (foot) root.style.setProperty("--sheet-foot", quoted(foot));
  root.dataset.sheets = "yes";
}
