// A refusal leads to where it can be mended: the element is brought into sight and its control gets the focus: the one with data-lead, else the first.
// HX-Trigger: {"lead": "field-3"}, or the header Shopbell-Place of a refusal. In the console it may stand in the
// panel, which is shown for it where it was put away.

import { htmx } from "../htmx";

const PANEL = "#panel";
const WAIT_MS = 3_000; // for a panel that is still being fetched

function show(element: HTMLElement): void {
  const panel = element.closest(PANEL);
  if (panel && !panel.checkVisibility()) {
    if (matchMedia("(width < 1180px)").matches) location.hash = PANEL;
    else document.querySelector<HTMLElement>("[data-panel-toggle]")?.click();
  }
  element.scrollIntoView({ block: "center" });
  const first = element.querySelector<HTMLElement>("[data-lead]") ?? element.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea");
  first?.focus();
}

export function lead(place: string | null | undefined): void {
  if (!place) return;
  const element = document.getElementById(place);
  if (element) return show(element);
  const panel = document.querySelector<HTMLElement>(PANEL);
  if (!panel?.dataset.liveUrl) return;
  const timer = setTimeout(() => watcher.disconnect(), WAIT_MS);
  const watcher = new MutationObserver(() => {
    const late = document.getElementById(place);
    if (!late) return;
    clearTimeout(timer);
    watcher.disconnect();
    show(late);
  });
  watcher.observe(document.body, { childList: true, subtree: true });
  void htmx.ajax("get", panel.dataset.liveUrl, { source: panel, target: panel, swap: "morph" });
}

document.addEventListener("lead", (event) => lead((event as CustomEvent<{ value: string }>).detail.value));
