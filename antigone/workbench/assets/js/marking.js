// Which face is this person: chosen in words, shown as a full outline, the others dashed.

import { stageOf } from "./photograph.js";
import { announce } from "./words.js";

export function start() {
  for (const fieldset of document.querySelectorAll("[data-marking]")) {
    const section = document.getElementById(fieldset.dataset.marking);
    const stage = stageOf(section);
    const choices = [...fieldset.querySelectorAll("input[type=radio]")];
    const show = () => {
      const value = choices.find((one) => one.checked)?.value ?? "";
      stage.marks.choose(/^\d+$/.test(value) ? value : "");
    };
    fieldset.addEventListener("change", (event) => {
      show();
      if (event.target.dataset.say) announce(event.target.dataset.say);
      if (event.target.value === "points") stage.points.begin();
      else stage.points.end();
    });
    section.addEventListener("stage:face", (event) => choices.find((one) => one.value === event.detail)?.click());
    show();
  }
}
