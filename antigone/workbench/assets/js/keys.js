// Keys: one vocabulary on every page, each with a button or link that does the same.

import { announce, element, say } from "./words.js";

const singleKeys = () => document.documentElement.dataset.singleKeys !== "off";
const visible = (node) => node.checkVisibility?.() ?? node.offsetParent !== null;
const writes = (node) =>
  node.isContentEditable || node.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=button], [type=submit], [type=range])");
// A photograph is a scope by itself: two of them lie side by side with the same keys.
const scopeOf = (one) => one.closest("[data-key-scope], [data-stage]");
const presses = (node) => node.matches("button, a[href], summary, input, select, textarea");

let begun = "";
let beginning;

// The names of a key press: by the letter where the layout writes Latin, else by the place of the key.
export function namesOf(event) {
  const names = [];
  const shift = event.shiftKey ? "Shift+" : "";
  if (event.key === " ") names.push(`${shift}Space`);
  else if (event.key.length > 1) names.push(`${shift}${event.key}`);
  else if (/[a-z]/i.test(event.key)) names.push(`${shift}${event.key.toLowerCase()}`);
  else if (/[!-~]/.test(event.key)) names.push(event.key);
  else if (event.code.startsWith("Key")) names.push(`${shift}${event.code.slice(3).toLowerCase()}`);
  else if (event.code === "Slash") names.push(event.shiftKey ? "?" : "/");
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  if (digit && !event.shiftKey && !names.includes(digit[1])) names.push(digit[1]);
  return names;
}

function reachable(name, event) {
  const focused = document.activeElement;
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(name)}"]`)].filter(
    (one) => visible(one) && !one.disabled,
  );
  const scoped = found.filter((one) => scopeOf(one)?.contains(focused));
  if (scoped.length) {
    // Space and Enter belong to the button that holds the focus.
    return /Space|Enter/.test(name) && presses(event.target) ? undefined : scoped[0];
  }
  return singleKeys() ? found.find((one) => !scopeOf(one)) : undefined;
}

function press(one) {
  if (writes(one)) {
    one.focus();
    one.select?.();
  } else {
    if (one.matches("input")) one.focus();
    one.click();
  }
}

function move(step) {
  const rows = [...document.querySelectorAll("[data-row]")].filter(visible);
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  const first = row.querySelector("a[href], button, input:not([type=hidden]), select, summary, [tabindex]") ?? row;
  if (first === row) row.tabIndex = -1;
  first.focus();
  return true;
}

function inRow(name) {
  const row = singleKeys() && document.activeElement?.closest("[data-row]");
  return row ? row.querySelector(`[data-key-row="${CSS.escape(name)}"]`) : undefined;
}

function onKey(event) {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  if (event.key === "Escape") {
    document.dispatchEvent(new CustomEvent("antigone:cover"));
    return;
  }
  if (event.ctrlKey || event.metaKey) {
    const primary = event.key === "Enter" && [...document.querySelectorAll("[data-primary]")].find(visible);
    if (primary) {
      event.preventDefault();
      primary.click();
    }
    return;
  }
  if (document.querySelector("dialog[open]") || writes(event.target)) return;
  const names = namesOf(event);
  for (const name of begun ? names.map((one) => `${begun} ${one}`).concat(names) : names) {
    if (act(name, event)) {
      event.preventDefault();
      begun = "";
      return;
    }
  }
  begin(names);
}

function act(name, event) {
  const one = inRow(name) ?? reachable(name, event);
  if (one) {
    press(one);
    return true;
  }
  if (!singleKeys()) return false;
  if (name === "?") {
    showHelp();
    return true;
  }
  if (name === "j" || name === "k") return move(name === "j" ? 1 : -1);
  return false;
}

// The first key of two, such as "g w", is kept for a second and a half.
function begin(names) {
  clearTimeout(beginning);
  begun = names.find((name) => document.querySelector(`[data-key^="${CSS.escape(name)} "]`)) ?? "";
  if (begun) beginning = setTimeout(() => { begun = ""; }, 1500);
}

const label = (one) =>
  (one.dataset.keyLabel || one.getAttribute("aria-label") || one.labels?.[0]?.textContent || one.textContent || "").trim().replace(/\s+/g, " ");

function written(name) {
  const said = { Space: say("key-space"), Shift: say("key-shift"), Arrows: say("key-arrows") };
  const parts = name === "+" ? ["+"] : name.split(/[ +]/);
  return parts.map((part) => element("kbd", {}, said[part] ?? part));
}

const entry = (keys, words) => {
  const term = element("dt", {});
  for (const key of keys) term.append(...(term.childNodes.length ? [", "] : []), ...written(key).flatMap((one, at) => (at ? [" ", one] : [one])));
  return [term, element("dd", {}, words)];
};

function groups() {
  const found = new Map([["", []]]);
  for (const one of document.querySelectorAll("[data-key]")) {
    if (!visible(one)) continue;
    const scope = scopeOf(one)?.closest("[data-key-scope]")?.dataset.keyScope ?? "";
    const entries = found.get(scope) ?? found.set(scope, []).get(scope);
    if (!entries.some(([key]) => key === one.dataset.key)) entries.push([one.dataset.key, label(one)]);
  }
  return found;
}

export function showHelp() {
  document.querySelector(".keys-help")?.remove();
  const close = element("button", { type: "button", class: "btn btn-outline-primary" }, say("keys-close"));
  const dialog = element("dialog", { class: "keys-help", "aria-labelledby": "keys-heading" }, element("h2", { id: "keys-heading", tabindex: "-1", autofocus: "" }, say("keys")));
  if (!singleKeys()) dialog.append(element("p", {}, say("keys-off")));
  for (const [scope, entries] of groups()) {
    const list = element("dl", {});
    for (const [key, words] of entries) list.append(...entry([key], words));
    if (!scope) list.append(...everywhere());
    else if (document.querySelector(`[data-key-scope="${CSS.escape(scope)}"] [data-stage-image]`)) {
      list.append(...entry(["Arrows"], say("key-pan")), ...entry(["Shift+r", "Shift+l"], say("key-turn-far")));
    }
    dialog.append(element("h3", {}, scope || say("keys-everywhere")), list);
  }
  dialog.append(element("div", { class: "actions" }, close));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function everywhere() {
  const list = [...entry(["?"], say("key-help"))];
  if (document.querySelector("[data-row]")) list.push(...entry(["j", "k"], say("key-rows")));
  if (document.querySelector("[data-primary]")) list.push(...entry(["Ctrl+Enter"], say("key-primary")));
  list.push(...entry(["Esc"], say("key-escape")));
  return list;
}

export function start() {
  document.addEventListener("keydown", onKey);
  for (const button of document.querySelectorAll("[data-open-keys]")) button.addEventListener("click", showHelp);
  const focus = document.querySelector("[data-focus]");
  if (focus) {
    focus.focus();
    if (focus.matches(".refusal, .summary")) announce(focus.textContent.trim().replace(/\s+/g, " "), { urgently: true });
  }
}
