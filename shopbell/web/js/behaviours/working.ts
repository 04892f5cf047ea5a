// A hand is at this page: the desk hears of it now and then, so that offers which run out beside some work set nobody away.

import { signal } from "../live";

const PAUSE_MS = 6_000; // a little longer than the desk counts
let said = Number.NEGATIVE_INFINITY;

function tell(event: Event): void {
  const now = performance.now();
  if (!event.isTrusted || now - said < PAUSE_MS) return;
  if (signal("working")) said = now;
}

if (document.body.hasAttribute("data-console")) {
  for (const name of ["input", "keydown", "pointerdown"]) document.addEventListener(name, tell, { capture: true, passive: true });
}
