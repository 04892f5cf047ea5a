// Tabs of one page: <div role="tablist" data-tabs> with <button role="tab" aria-controls="panel-id">.

import { behave } from "../behave";

function choose(tabs: HTMLElement[], chosen: HTMLElement): void {
  for (const tab of tabs) {
    const isChosen = tab === chosen;
    tab.setAttribute("aria-selected", String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
    const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
    if (panel) panel.hidden = !isChosen;
  }
  chosen.dispatchEvent(new CustomEvent("tab:chosen", { bubbles: true }));
}

behave("[data-tabs]", (list) => {
  const tabs = [...list.querySelectorAll<HTMLElement>("[role=tab]")];
  list.addEventListener("click", (event) => {
    const tab = (event.target as Element).closest<HTMLElement>("[role=tab]");
    if (tab) choose(tabs, tab);
  });
  list.addEventListener("keydown", (event) => {
    const back = getComputedStyle(list).direction === "rtl" ? "ArrowRight" : "ArrowLeft";
    const forth = back === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const at = tabs.indexOf(document.activeElement as HTMLElement);
    const next = event.key === forth ? tabs[(at + 1) % tabs.length] : event.key === back ? tabs.at(at - 1) : undefined;
    if (!next) return;
    event.preventDefault();
    next.focus();
    choose(tabs, next);
  });
});
