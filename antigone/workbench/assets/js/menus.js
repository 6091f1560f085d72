// Menus are plain <details>; a press elsewhere, Escape or another menu closes them.

function closeAll(but) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== but) menu.open = false;
  }
}

export function start() {
  document.addEventListener("click", (event) => closeAll(event.target.closest("details.menu")));
  document.addEventListener("focusin", (event) => closeAll(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
