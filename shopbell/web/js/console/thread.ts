// The thread: opens at the news, or at the message that the address names, else at the end; stays where
// it is read; says so when something came in below. (The box runs from its end: CSS column-reverse.)

import { behave } from "../behave";
import { htmx } from "../htmx";
import { onKey } from "../keys";
import { toast } from "../toast";
import { t } from "../words";

const NEAR = 80;
const isAtEnd = (box: HTMLElement): boolean => Math.abs(box.scrollTop) < NEAR;
const lastEntry = (): string => document.querySelector("#entries > .entry:last-of-type")?.id ?? "";

const named = (): HTMLElement | null => (/^#message-\d+$/.test(location.hash) ? document.querySelector<HTMLElement>(location.hash) : null);
const news = (): HTMLElement | null => document.querySelector<HTMLElement>("#news");

function jump(box: HTMLElement): void {
  const message = named();
  const target = message ?? news();
  if (!target) return;
  target.scrollIntoView({ block: message ? "center" : "start" });
  if (message) {
    message.classList.add("is-named");
    setTimeout(() => message.classList.remove("is-named"), 2_000);
  }
  if (!message && box.scrollTop !== 0) box.scrollTop -= 12;
}

/** Bring the message that the address names onto the screen, where it lies beyond what is shown. */
async function fetchNamed(box: HTMLElement): Promise<void> {
  const id = /^#message-(\d+)$/.exec(location.hash)?.[1];
  const ticket = document.querySelector<HTMLElement>("#ticket");
  if (!id || named() || !ticket?.dataset.partUrl) return;
  // whatever refreshes the ticket meanwhile asks for this part, too: the socket may just have come up
  ticket.dataset.liveUrl = `${ticket.dataset.partUrl}&message=${id}`;
  await htmx.ajax("get", ticket.dataset.liveUrl, { source: ticket, target: ticket, swap: "morph" });
  if (named()) jump(box);
}

/** Say above the thread that its unread part is further up. */
function watchNews(box: HTMLElement, pill: HTMLElement): void {
  const look = (): void => {
    const line = news();
    pill.hidden = !line || line.getBoundingClientRect().bottom > box.getBoundingClientRect().top;
  };
  box.addEventListener("scroll", look, { passive: true });
  pill.addEventListener("click", () => {
    news()?.scrollIntoView({ block: "start" });
    box.focus({ preventScroll: true });
  });
  look();
}

behave("[data-messages]", (box) => {
  const pill = document.querySelector<HTMLElement>("#news-below");
  const above = document.querySelector<HTMLElement>("#news-above");
  let last = lastEntry();
  jump(box);
  void fetchNamed(box);
  if (above) watchNews(box, above);
  box.addEventListener("scroll", () => pill && isAtEnd(box) && (pill.hidden = true), { passive: true });
  pill?.addEventListener("click", () => box.scrollTo({ top: 0, behavior: "smooth" }));
  document.addEventListener("htmx:afterSwap", () => {
    if (!box.isConnected || lastEntry() === last) return;
    last = lastEntry();
    if (pill && !isAtEnd(box) && !document.querySelector("[data-newest]")) pill.hidden = false;
  });
});

onKey("unread", () => {
  const line = news();
  if (!line) return false;
  line.scrollIntoView({ block: "start" });
  return true;
});

// another part was asked for: whatever refreshes the ticket meanwhile asks for that one, too
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, path } = (event as CustomEvent<{ elt: Element; path: string }>).detail;
  const ticket = document.querySelector<HTMLElement>("#ticket");
  if (ticket && elt.matches("[data-newest], [data-later-part]")) ticket.dataset.liveUrl = path;
});

// the end was asked for from the middle: go there once it is shown
document.addEventListener("htmx:afterSettle", (event) => {
  const asked = (event as CustomEvent<{ requestConfig?: { elt?: Element } }>).detail.requestConfig?.elt;
  if (asked?.matches("[data-newest]")) document.querySelector("#messages")?.scrollTo({ top: 0 });
});

window.addEventListener("hashchange", () => {
  const box = document.querySelector<HTMLElement>("[data-messages]");
  if (!box) return;
  jump(box);
  void fetchNamed(box);
});

/** Go to the end of the thread, which is fetched first where the screen was opened further up. */
export function showNewest(): void {
  const button = document.querySelector<HTMLElement>("[data-newest]");
  if (button) button.click();
  else document.querySelector("#messages")?.scrollTo({ top: 0 });
}

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
