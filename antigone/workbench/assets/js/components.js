// The table of components, by keys: rows by arrows, values by digits, a note by n. Acts in the table only.

import { announce, say } from "./words.js";

function rowsOf(table) {
  return [...table.querySelectorAll("tr[data-component]")];
}

const controls = "input:not([type=hidden]), select, textarea, button";
const choicesOf = (row) => [...(row.querySelector("[data-choices]") ?? row).querySelectorAll("input[type=radio]")];

function enter(row) {
  const choices = choicesOf(row);
  (choices.find((one) => one.checked) ?? choices[0] ?? row.querySelector(controls))?.focus();
}

function tell(table, input) {
  const rows = rowsOf(table);
  const row = input.closest("tr[data-component]");
  const value = input.labels?.[0]?.textContent.trim() ?? input.getAttribute("aria-label") ?? "";
  announce(say("row-chosen", { row: row.dataset.component, value, number: rows.indexOf(row) + 1, all: rows.length }));
}

function onKey(table, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const row = event.target.closest("tr[data-component]");
  if (!row) return;
  const rows = rowsOf(table);
  const writing = event.target.matches("textarea, input:not([type=radio], [type=checkbox])");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  if (step && !event.target.matches("textarea, select")) {
    const next = rows[rows.indexOf(row) + step];
    if (next) enter(next);
  } else if (writing) {
    if (event.key !== "Escape") return;
    enter(row);
  } else if (digit && !event.shiftKey && choicesOf(row)[digit - 1]) {
    const choice = choicesOf(row)[digit - 1];
    choice.focus();
    choice.click();
  } else if (event.key.toLowerCase() === "n" || event.code === "KeyN") {
    row.querySelector("textarea, input:not([type=radio], [type=checkbox], [type=hidden])")?.focus();
  } else if (event.key.toLowerCase() === "d" || event.code === "KeyD") {
    const parted = rows.filter((one) => one.classList.contains("differs"));
    const next = parted.find((one) => rows.indexOf(one) > rows.indexOf(row)) ?? parted[0];
    if (!next) return;
    enter(next);
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

export function start() {
  for (const table of document.querySelectorAll("[data-components]")) {
    table.addEventListener("keydown", (event) => onKey(table, event));
    table.addEventListener("change", (event) => {
      if (event.target.matches("input[type=radio]")) tell(table, event.target);
    });
  }
}
