// After answering or solving, the agent's choice (their profile): stay, on to the next ticket, or back to the list.
// Which ticket is next is looked up when the form leaves: by the time of its answer the list may have moved.

import { ask } from "./asked";
import { openTicket, rows } from "./list";

let next = "";

function remember(event: Event): void {
  if ((event.target as Element).closest("dialog")) return; // the answer to a question: the ticket was done before

  const all = rows();
  const at = all.findIndex((row) => row.dataset.ticket === openTicket());
  next = (at >= 0 && all[at + 1]?.dataset.ticket) || "";
}

function goOn(): void {
  const choice = document.body.dataset.goesOn;
  if (choice !== "next" && choice !== "list") return;
  const link = choice === "next" ? rows().find((row) => row.dataset.ticket === next)?.querySelector("a") : null;
  link?.focus();
  link?.scrollIntoView({ block: "nearest" });
  (link ?? document.querySelector<HTMLElement>("[data-back]"))?.click();
}

document.addEventListener("submit", remember, true);
document.addEventListener("ticket-done", (event) => {
  const asks = (event as CustomEvent<{ asks?: string } | null>).detail?.asks;
  if (asks) ask(asks, goOn);
  else goOn();
});
