// One click says how the agent is; the dot changes before the desk answers, and back if it refuses. What the desk was
// asked before that click (the menu follows what it says) comes too late to be shown.

import { token } from "../htmx";
import { toast } from "../toast";
import { t } from "../words";

let chosenAt = 0;
let askedAt = 0;

function show(form: HTMLFormElement, value: string): void {
  for (const item of form.querySelectorAll<HTMLButtonElement>("[name=availability]")) {
    item.setAttribute("aria-checked", String(item.value === value));
  }
  const dot = document.querySelector(".rail-me .dot");
  if (dot) dot.className = `dot dot-${value}`;
}

document.addEventListener("submit", async (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.matches("[data-availability]")) return;
  event.preventDefault();
  const chosen = (event.submitter as HTMLButtonElement).value;
  const before = form.querySelector<HTMLButtonElement>("[aria-checked=true]")?.value ?? "offline";
  chosenAt = performance.now();
  show(form, chosen);
  const answer = await fetch(form.action, {
    method: "POST",
    headers: { "X-CSRFToken": token(), "HX-Request": "true" },
    body: new URLSearchParams({ availability: chosen }),
  }).catch(() => null);
  if (answer?.ok) return;
  show(form, before);
  toast(t("Your availability was not saved. Try again."), { tone: "broken" });
});

const isMenu = (event: Event): boolean => (event.target as Element).id === "rail-own";

document.addEventListener("htmx:beforeRequest", (event) => {
  if (isMenu(event)) askedAt = performance.now();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (isMenu(event) && askedAt < chosenAt) (event as CustomEvent).detail.shouldSwap = false;
});
