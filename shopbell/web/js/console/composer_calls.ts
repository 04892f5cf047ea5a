// What the page asks of the composer that is open: answer this message, take this draft, send by key, offer to take back
// what began this ticket, go on where the page was.

import { behave } from "../behave";
import { onKey } from "../keys";
import { sentBefore } from "./beginnings";
import { shownComposer } from "./composer";
import type { Draft } from "./draft_words";

const WRITES_ON = "shopbell.writes-on";

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-reply-to]");
  if (button) shownComposer()?.answer(Number(button.dataset.replyTo), button.dataset.replyWhom);
});
document.addEventListener("draft-taken", (event) => {
  const { draft, ticket } = (event as CustomEvent<{ draft: Draft; ticket: string }>).detail;
  shownComposer()?.taken(draft, ticket);
});

function answerAll(): boolean {
  const line = document.querySelector<HTMLElement>("[data-people-toggle]");
  if (!line) return false;
  document.querySelector<HTMLElement>(`[name=channel][value="${line.dataset.to}"]`)?.click();
  document.querySelector<HTMLElement>("[data-people-all]")!.click();
  shownComposer()?.box.focus(); // whoever goes on typing means the answer, not the keys of the page
  return true;
}

function sendBy(event: KeyboardEvent, button: string): boolean {
  const form = (event.target as Element).closest<HTMLFormElement>("[data-composer]");
  const pressed = form?.querySelector<HTMLButtonElement>(button);
  if (!form || !pressed) return false;
  form.requestSubmit(pressed);
  return true;
}

onKey("reply-all", answerAll);
onKey("send", (event) => sendBy(event, "[data-send]"));
onKey("send-solve", (event) => sendBy(event, "[name=then][value=solve]"));

// what the page comes anew after, because the composer is another one then: who did it goes on there
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
  if (xhr.status < 300 && (event.target as Element).closest("[data-writes-on]")) sessionStorage.setItem(WRITES_ON, "yes");
});

behave("[data-composer]:not([data-is-first])", () => {
  const sent = sentBefore();
  if (sent) shownComposer()?.offer(sent);
  if (sessionStorage.getItem(WRITES_ON)) requestAnimationFrame(() => shownComposer()?.box.focus());
  sessionStorage.removeItem(WRITES_ON);
});
