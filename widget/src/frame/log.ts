/* The log: days, bubbles and what is still on its way, kept in step with the conversation without ever
redrawing what is there, so that nothing jumps, flickers or is read out twice. */

import { bubble } from "./bubble";
import type { Chat } from "./chat";
import { button, h } from "./element";
import { day } from "./moment";
import { discard, tryAgain, type Unsent } from "./outbox";
import { word } from "./page";
import type { Message } from "./wire";
import { Word } from "./words";

type Row = [name: string, make: () => HTMLElement];

const NEAR_PX = 80;

export function logOf(chat: Chat) {
  const list = h("ol.log");
  const latest = button(".latest", toEnd, word(Word.latest));
  const box = h("div.scroll", { tabindex: 0, role: "region", "aria-label": word(Word.earlier) }, list, latest);
  const shown = new Map<string, HTMLElement>();
  let count = 0;
  let wasAtEnd = true;

  latest.hidden = true;
  box.addEventListener("scroll", () => isAtEnd() && (latest.hidden = true), { passive: true });
  new ResizeObserver(() => count && wasAtEnd && toEnd()).observe(box);

  function show(): void {
    const stays = isAtEnd();
    const rows = rowsOf(chat);
    const names = new Set(rows.map(([name]) => name));
    for (const [name, element] of shown) {
      if (!names.has(name)) {
        element.remove();
        shown.delete(name);
      }
    }
    let place = list.firstElementChild;
    for (const [name, make] of rows) {
      const element = shown.get(name) ?? make();
      shown.set(name, element);
      if (place === element) place = element.nextElementSibling;
      else list.insertBefore(element, place);
    }
    mark();
    follow(stays, chat.messages.size + chat.waiting().length);
  }

  function toEnd(): void {
    box.scrollTop = box.scrollHeight;
    wasAtEnd = true;
    latest.hidden = true;
  }

  function follow(stays: boolean, now: number): void {
    if (now > count) {
      if (stays || chat.waiting().length) toEnd();
      else if (count) latest.hidden = false;
    }
    count = now;
  }

  function isAtEnd(): boolean {
    return (wasAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX);
  }

  /** What became of our own messages: on its way, failed, sent, read. */
  function mark(): void {
    const waiting = chat.waiting();
    const foot = (name: string) => shown.get(name)?.querySelector(".foot");
    for (const old of list.querySelectorAll(".state")) old.remove();
    for (const message of waiting) {
      foot(message.client_id)?.after(message.failed ? failure(message) : h("small.state", {}, word(chat.isCutOff() ? Word.queued : Word.sending)));
    }
    const own = chat.sorted().findLast((message) => message.from === "you");
    if (!own || waiting.length) return;
    const isRead = own.id <= chat.state.seen_by_agent;
    foot(own.client_id ?? "")?.append(h("span.state", {}, ` · ${word(isRead ? Word.read : Word.sent)}`));
  }

  function failure(message: Unsent): HTMLElement {
    const again = () => {
      tryAgain(message);
      void chat.sendAgain();
      show();
    };
    const drop = () => {
      discard(message);
      show();
    };
    const sentence = `${word(Word.failed)} ${message.failed} `;
    return h("small.state.error", { role: "alert" }, sentence, button(".link", again, word(Word.again)), button(".link", drop, word(Word.discard)));
  }

  return { box, show, toEnd };
}

/** What there is to show, by name: the days, what was said on them, and what is on its way. */
function rowsOf(chat: Chat): Row[] {
  const rows: Row[] = [];
  let last = "";
  for (const message of [...chat.sorted(), ...chat.waiting().map(unsentAsMessage)]) {
    const on = day(message.at);
    if (on !== last) rows.push([`d${on}`, () => h("li.day", {}, on)]);
    last = on;
    rows.push([message.client_id ?? `m${message.id}`, () => bubble(message, chat.reply)]);
  }
  return rows;
}

function unsentAsMessage({ client_id, text, files, at }: Unsent): Message {
  return { id: 0, client_id, from: "you", by: null, text, at, files };
}
