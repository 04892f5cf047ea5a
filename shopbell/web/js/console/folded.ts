// An order that is folded away is fetched when it is unfolded, and again, in place, whenever the panel around it was.

import { htmx } from "../htmx";

function fetchInto(body: HTMLElement): void {
  void htmx.ajax("get", body.dataset.folded!, { source: body, target: body, swap: "morph:innerHTML" });
}

document.addEventListener(
  "toggle",
  ({ target }) => {
    const body = target instanceof HTMLDetailsElement && target.open ? target.querySelector<HTMLElement>(":scope > [data-folded]") : null;
    if (body) fetchInto(body);
  },
  true, // it does not bubble
);

document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (!(target instanceof Element) || target.closest("[data-folded]")) return; // our own answer
  for (const body of target.querySelectorAll<HTMLElement>("details[open] > [data-folded]")) fetchInto(body);
});
