// Where the agent goes is remembered for the palette: what it led to, and the tickets that stay open for a moment.

import { token } from "../htmx";
import { openTicket } from "./list";

const STAY_MS = 1_500;
let told = "";
let timer = 0;

export function noteVisit(place: string): void {
  const address = document.querySelector<HTMLElement>("[data-palette]")?.dataset.visits;
  if (!address) return;
  void fetch(address, { method: "POST", headers: { "X-CSRFToken": token() }, body: new URLSearchParams({ place }), keepalive: true }).catch(() => null);
}

function look(): void {
  const ticket = openTicket();
  if (!ticket || ticket === told) return;
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    if (openTicket() !== ticket || document.visibilityState !== "visible") return;
    told = ticket;
    noteVisit(`ticket-${ticket}`);
  }, STAY_MS);
}

document.addEventListener("htmx:afterSettle", look);
look();
