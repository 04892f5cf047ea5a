// The panel can be put away where there is room for it, and stays so; on narrow screens it is a screen of its own.

import { behave } from "../behave";

const KEY = "shopbell.panel";

function show(isShown: boolean): void {
  document.querySelector("[data-desk]")?.toggleAttribute("data-without-panel", !isShown);
  document.querySelector("[data-panel-toggle]")?.setAttribute("aria-expanded", String(isShown));
}

behave("[data-panel-toggle]", () => show(localStorage.getItem(KEY) !== "away"));

document.addEventListener("click", (event) => {
  if (!(event.target as Element).closest("[data-panel-toggle]")) return;
  if (matchMedia("(width < 1180px)").matches) {
    location.hash = location.hash === "#panel" ? "#work" : "#panel";
    return;
  }
  const isAway = localStorage.getItem(KEY) === "away";
  localStorage.setItem(KEY, isAway ? "shown" : "away");
  show(isAway);
});
