// The panel can be put away where there is room for it, and stays so; on narrow screens it is a screen of its own.
// What of it comes a moment later says so when it does not come, and can be asked for again.

import { behave } from "../behave";
import { htmx } from "../htmx";

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

function setWaiting(card: HTMLElement, isWaiting: boolean): void {
  if (isWaiting) card.setAttribute("aria-busy", "true");
  else card.removeAttribute("aria-busy");
  card.querySelector<HTMLElement>(".panel-failed")!.hidden = isWaiting;
}

behave("[data-fetched]", (card) => {
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    card.addEventListener(name, () => setWaiting(card, false));
  }
  card.querySelector("[data-again]")!.addEventListener("click", () => {
    setWaiting(card, true);
    htmx.trigger(card, "again");
  });
});
