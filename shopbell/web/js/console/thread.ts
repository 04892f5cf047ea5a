// The thread: opens at the news, or at the message that the address names, else at the end; stays where
// it is read; says so when something came in below. (The box runs from its end: CSS column-reverse.)

import { behave } from "../behave";
import { htmx } from "../htmx";
import { toast } from "../toast";
import { t } from "../words";

const NEAR = 80;
const isAtEnd = (box: HTMLElement): boolean => Math.abs(box.scrollTop) < NEAR;
const lastEntry = (): string => document.querySelector("#entries > .entry:last-of-type")?.id ?? "";

function jump(box: HTMLElement): void {
  const named = /^#message-\d+$/.test(location.hash) ? document.querySelector<HTMLElement>(location.hash) : null;
  const target = named ?? document.querySelector<HTMLElement>("#news");
  if (!target) return;
  target.scrollIntoView({ block: named ? "center" : "start" });
  if (named) {
    named.classList.add("is-named");
    setTimeout(() => named.classList.remove("is-named"), 2_000);
  }
  if (!named && box.scrollTop !== 0) box.scrollTop -= 12;
}

behave("[data-messages]", (box) => {
  const pill = document.querySelector<HTMLElement>("#news-below");
  let last = lastEntry();
  jump(box);
  box.addEventListener("scroll", () => pill && isAtEnd(box) && (pill.hidden = true), { passive: true });
  pill?.addEventListener("click", () => box.scrollTo({ top: 0, behavior: "smooth" }));
  document.addEventListener("htmx:afterSwap", () => {
    if (!box.isConnected || lastEntry() === last) return;
    last = lastEntry();
    if (pill && !isAtEnd(box)) pill.hidden = false;
  });
});

window.addEventListener("hashchange", () => {
  const box = document.querySelector<HTMLElement>("[data-messages]");
  if (box) jump(box);
});

/** Fetch the ticket again now, without waiting for the socket to say so. */
export function refetchTicket(): void {
  const ticket = document.querySelector<HTMLElement>("#ticket");
  if (ticket?.dataset.liveUrl) void htmx.ajax("get", ticket.dataset.liveUrl, { source: ticket, target: ticket, swap: "morph" });
}

// the ticket was deleted, or went to where this agent may not follow: say so, and show what is still there
document.addEventListener("htmx:responseError", (event) => {
  const { elt, xhr } = (event as CustomEvent).detail as { elt: Element; xhr: XMLHttpRequest };
  if (xhr.status !== 404 || elt.id !== "ticket") return;
  toast(t("This ticket is no longer here for you."));
  document.querySelector<HTMLElement>("[data-back]")?.click();
});

// a form that changed the ticket says so; the socket says it too, unless it is down
document.addEventListener("ticket-changed", () => {
  if (document.documentElement.hasAttribute("data-is-offline")) refetchTicket();
});
