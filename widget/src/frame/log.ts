/* The log: days, bubbles and what is still on its way, kept in step with the conversation without ever
redrawing what is there, so that nothing jumps, flickers or is read out twice. */

import { bubble } from "./bubble";
import type { Chat } from "./chat";
import { h } from "./element";
import { day } from "./moment";
import { discard, tryAgain, type Unsent } from "./outbox";
import { word } from "./page";
import type { Message } from "./wire";
import { Word } from "./words";

const NEAR_PX = 80;

export class Log {
  readonly list = h("ol", { class: "log" });
  readonly box = h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": word(Word.earlier) }, this.list);
  private readonly latest = h("button", { type: "button", class: "latest", hidden: true, click: () => this.toEnd() }, word(Word.latest));
  private readonly shown = new Map<string, HTMLElement>();
  private count = 0;

  constructor(private readonly chat: Chat) {
    this.box.append(this.latest);
    this.box.addEventListener("scroll", () => this.isAtEnd() && (this.latest.hidden = true), { passive: true });
    new ResizeObserver(() => this.count && this.wasAtEnd && this.toEnd()).observe(this.box);
  }

  private wasAtEnd = true;

  show(): void {
    const wasAtEnd = this.isAtEnd();
    const rows = this.rows();
    const names = new Set(rows.map(([name]) => name));
    for (const [name, element] of this.shown) {
      if (!names.has(name)) {
        element.remove();
        this.shown.delete(name);
      }
    }
    let before: Element | null = null;
    for (const [name, make] of rows) {
      const element = this.shown.get(name) ?? make();
      this.shown.set(name, element);
      const place: Element | null = before ? before.nextElementSibling : this.list.firstElementChild;
      if (place !== element) this.list.insertBefore(element, place);
      before = element;
    }
    this.mark();
    this.follow(wasAtEnd, this.chat.messages.size + this.chat.waiting.length);
  }

  toEnd(): void {
    this.box.scrollTop = this.box.scrollHeight;
    this.wasAtEnd = true;
    this.latest.hidden = true;
  }

  private follow(wasAtEnd: boolean, count: number): void {
    const isOwn = this.chat.waiting.length > 0;
    if (count > this.count && (wasAtEnd || isOwn)) this.toEnd();
    else if (count > this.count && this.count) this.latest.hidden = false;
    this.count = count;
  }

  private isAtEnd(): boolean {
    this.wasAtEnd = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR_PX;
    return this.wasAtEnd;
  }

  private rows(): [string, () => HTMLElement][] {
    const rows: [string, () => HTMLElement][] = [];
    let last = "";
    const entries: [string, Message][] = [
      ...this.chat.sorted.map((message): [string, Message] => [message.client_id ?? `m${message.id}`, message]),
      ...this.chat.waiting.map((message): [string, Message] => [message.client_id, unsentAsMessage(message)]),
    ];
    for (const [name, message] of entries) {
      const on = day(message.at);
      if (on !== last) rows.push([`d${on}`, () => h("li", { class: "day" }, on)]);
      last = on;
      rows.push([name, () => bubble(message)]);
    }
    return rows;
  }

  /** What became of our own messages: on its way, failed, sent, read. */
  private mark(): void {
    for (const old of this.list.querySelectorAll(".state")) old.remove();
    for (const message of this.chat.waiting) {
      const element = this.shown.get(message.client_id);
      element?.querySelector(".foot")?.after(message.failed ? this.failure(message) : state(word(this.chat.isCutOff ? Word.queued : Word.sending)));
    }
    const own = this.chat.sorted.findLast((message) => message.from === "you");
    if (!own || this.chat.waiting.length) return;
    const isRead = own.id <= this.chat.state.seen_by_agent;
    this.shown.get(own.client_id ?? "")?.querySelector(".foot")?.append(h("span", { class: "state" }, ` · ${word(isRead ? Word.read : Word.sent)}`));
  }

  private failure(message: Unsent): HTMLElement {
    const again = () => {
      tryAgain(message);
      void this.chat.sender.run();
      this.show();
    };
    const drop = () => {
      discard(message);
      this.show();
    };
    return h(
      "small",
      { class: "state error", role: "alert" },
      `${word(Word.failed)} ${message.failed} `,
      h("button", { type: "button", click: again }, word(Word.again)),
      h("button", { type: "button", click: drop }, word(Word.discard)),
    );
  }
}

function state(text: string): HTMLElement {
  return h("small", { class: "state" }, text);
}

function unsentAsMessage({ client_id, text, files, at }: Unsent): Message {
  return { id: 0, client_id, from: "you", by: null, text, at, files };
}
