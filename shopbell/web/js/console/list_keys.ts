// Hands on the keyboard: up and down the list, open, answer, note, solve, take, and out again.

import { htmx } from "../htmx";
import { onKey } from "../keys";
import { openTicket, rows } from "./list";

const linkOf = (row: Element | undefined): HTMLAnchorElement | null => row?.querySelector("a") ?? null;
const press = (selector: string): boolean => {
  const control = document.querySelector<HTMLElement>(selector);
  control?.click();
  return control !== null;
};
let last = 0; // where the open ticket stood: it may have left the list since

function position(): number {
  const all = rows();
  const focused = all.findIndex((row) => row.contains(document.activeElement));
  const at = focused >= 0 ? focused : all.findIndex((row) => row.dataset.ticket === openTicket());
  if (at >= 0) last = at;
  return at;
}

function step(by: number): boolean {
  const all = rows();
  if (!all.length) return false;
  const at = position();
  const next = at >= 0 ? at + by : by > 0 ? last : last - 1;
  const row = all[Math.max(0, Math.min(all.length - 1, next))];
  const link = linkOf(row);
  link?.focus();
  row?.scrollIntoView({ block: "nearest" });
  if (openTicket()) link?.click(); // with a ticket open, the thread goes along
  return true;
}

onKey("next", () => step(1));
onKey("previous", () => step(-1));
onKey("open", () => {
  const link = document.activeElement?.closest<HTMLAnchorElement>(".row a");
  link?.click();
  return link !== null && link !== undefined;
});
onKey("reply", () => focusComposer(":not([value=note])"));
onKey("note", () => focusComposer("[value=note]"));
onKey("solve", () => press('#menu-status [value="solved"]'));
onKey("transfer", () => ask("transfer"));
onKey("spam", markSpam);
onKey("delete", () => ask("delete"));
onKey("follow", () => follow());
onKey("snooze", () => ask("snooze"));
onKey("files", () => ask("files"));
onKey("back", () => press("[data-back]"));
onKey("leave", leave);

function follow(): boolean {
  const head = document.querySelector<HTMLElement>("#ticket-head");
  const values = { follow: head?.dataset.followed ? "no" : "yes" };
  if (head) void htmx.ajax("post", `/desk/tickets/${openTicket()}/follow/`, { target: "#ticket-head", swap: "morph", values });
  return head !== null;
}

/** Open the dialog of the open ticket's page `what`. */
function ask(what: string): boolean {
  const ticket = openTicket();
  if (ticket) void htmx.ajax("get", `/desk/tickets/${ticket}/${what}/`, { target: "#dialog", swap: "innerHTML" });
  return Boolean(ticket);
}

function markSpam(): boolean {
  const ticket = openTicket();
  if (ticket) void htmx.ajax("post", `/desk/tickets/${ticket}/spam/`, { target: "#ticket-head", swap: "morph" });
  return Boolean(ticket);
}

function focusComposer(which: string): boolean {
  const composer = document.querySelector("[data-composer]");
  const tab = composer?.querySelector<HTMLInputElement>(`[name=channel]${which}:checked`) ?? composer?.querySelector<HTMLInputElement>(`[name=channel]${which}`);
  if (!composer || !tab) return false;
  if (!tab.checked) tab.click();
  composer.querySelector<HTMLElement>("trix-editor, textarea:not([hidden])")?.focus();
  return true;
}

function leave(): boolean {
  if (location.hash === "#panel" || location.hash === "#views") {
    history.back();
    return true;
  }
  const link = linkOf(rows().find((row) => row.dataset.ticket === openTicket()));
  if (!link || link === document.activeElement) return press("[data-back]");
  link.focus();
  return true;
}

// Escape is for the text box too, which the registry leaves alone while somebody types
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || !(event.target as Element).matches?.("[data-composer] :is(textarea, trix-editor)")) return;
  event.preventDefault();
  document.querySelector<HTMLElement>("#messages")?.focus();
});
