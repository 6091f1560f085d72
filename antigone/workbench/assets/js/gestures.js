// Pointer, pinch and wheel on a view. Nothing needs them: every gesture has a key and a button too.

const CLICK_PX = 4;

// `viewNow()` returns the view or nothing; `clicked([x, y])` receives a press without a movement.
export function listen(frame, viewNow, clicked) {
  const down = new Map();
  let moved = 0;
  const place = (event) => {
    const box = frame.getBoundingClientRect();
    return [event.clientX - box.x, event.clientY - box.y];
  };

  frame.addEventListener("pointerdown", (event) => {
    frame.focus({ preventScroll: true });
    if (!viewNow() || event.button) return;
    if (!down.size) moved = 0;
    down.set(event.pointerId, place(event));
    frame.setPointerCapture(event.pointerId);
  });

  frame.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    const view = viewNow();
    if (!before || !view) return;
    const now = place(event);
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    down.set(event.pointerId, now);
    moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
    if (other) {
      const apart = (one) => Math.hypot(one[0] - other[0], one[1] - other[1]);
      view.zoomTo((view.zoom * apart(now)) / Math.max(1, apart(before)), [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]);
    } else if (moved > CLICK_PX) view.panBy(now[0] - before[0], now[1] - before[1]);
  });

  const up = (event) => {
    if (!down.delete(event.pointerId)) return;
    if (event.type === "pointerup" && moved <= CLICK_PX && viewNow()) clicked(place(event));
  };
  frame.addEventListener("pointerup", up);
  frame.addEventListener("pointercancel", up);

  // The page scrolls past a stage that does not hold the focus.
  frame.addEventListener("wheel", (event) => {
    const view = viewNow();
    if (!view || !(event.ctrlKey || document.activeElement === frame)) return;
    event.preventDefault();
    view.zoomTo(view.zoom * Math.exp(-event.deltaY / 500), place(event));
  }, { passive: false });
}
