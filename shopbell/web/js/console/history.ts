// Back and forward: between tickets of one view only thread and panel change, so that the list stays
// where it was; to another view, or another filter, the page is loaded.

import { htmx } from "../htmx";

const viewOf = (address: Location | URL): string | null => /\/desk\/views\/([^/]+)\//.exec(address.pathname)?.[1] ?? new URLSearchParams(address.search).get("view");
const filterOf = (address: Location): string => new URLSearchParams(address.search).get("filter") ?? "";
const filterShown = (): string => document.querySelector<HTMLElement>("[data-list]")?.dataset.filterText ?? "";
let shown = location.pathname + location.search;

document.addEventListener("htmx:pushedIntoHistory", () => (shown = location.pathname + location.search));

window.addEventListener("popstate", (event) => {
  const desk = document.querySelector<HTMLElement>("[data-desk]");
  if (!desk) return;
  event.stopImmediatePropagation(); // before htmx, which would load the page
  const wanted = location.pathname + location.search;
  if (wanted === shown) return; // only the part after # changed
  shown = wanted;
  if (viewOf(location) !== desk.dataset.slug || filterOf(location) !== filterShown()) return location.reload();
  void htmx.ajax("get", wanted, { target: "#work", swap: "innerHTML" });
});
