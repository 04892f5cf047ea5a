// Two agents in one ticket see each other: say which one is open here, and that it no longer is.

import { signal } from "../live";

let looking = "";

function look(): void {
  const open = document.querySelector<HTMLElement>("#ticket")?.dataset.ticket ?? "";
  if (open === looking) return;
  if (looking) signal(`unlook ticket-${looking}`);
  if (open) signal(`look ticket-${open}`);
  looking = open;
}

document.addEventListener("htmx:afterSettle", look);
document.addEventListener("live:ready", () => {
  looking = "";
  look();
});
