/* A conversation on screen: who has it, the log, the ways to go on elsewhere, the composer. */

import { nameOf } from "./bubble";
import type { Chat } from "./chat";
import { Composer } from "./composer";
import { elsewhere } from "./elsewhere";
import { h } from "./element";
import { face } from "./face";
import { Log } from "./log";
import { word } from "./page";
import { Word } from "./words";

const TYPING_MS = 4000;

export class Talk {
  readonly element: HTMLElement;
  readonly head = h("div", { class: "who" });
  private readonly log: Log;
  private readonly composer: Composer;
  private readonly notice = h("p", { class: "notice", hidden: true });
  private readonly typing = h("p", { class: "typing", hidden: true });
  private readonly closed: HTMLElement;
  private timer = 0;
  private headOf = "";

  constructor(
    private readonly chat: Chat,
    ways: { typing(): void; startNew(): void },
  ) {
    this.log = new Log(chat);
    this.composer = new Composer(chat, ways.typing);
    const again = h("button", { type: "button", class: "primary", click: () => ways.startNew() }, word(Word.start_new));
    this.closed = h("div", { class: "closed", hidden: true }, h("p", {}, word(Word.closed_hint)), again);
    this.element = h("section", { class: "talk" }, this.log.box, this.typing, this.notice, elsewhere(chat), this.composer.form, this.closed);
  }

  show(): void {
    const { state, isCutOff, isGone } = this.chat;
    this.showHead();
    this.log.show();
    this.notice.textContent = isCutOff ? word(Word.offline) : this.hint();
    this.notice.classList.toggle("offline", isCutOff);
    this.notice.hidden = !this.notice.textContent;
    this.composer.placeholder = state.agent ? word(Word.write_to, state.agent.name) : word(Word.write);
    this.composer.form.hidden = state.is_closed || isGone;
    this.closed.hidden = !this.composer.form.hidden;
  }

  showTyping(name: string): void {
    this.typing.textContent = word(Word.typing, name);
    this.typing.hidden = false;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.hideTyping(), TYPING_MS);
  }

  hideTyping(): void {
    this.typing.hidden = true;
  }

  focus(): void {
    this.log.toEnd();
    if (matchMedia("(pointer: coarse)").matches) this.log.box.focus();
    else this.composer.focus();
  }

  private showHead(): void {
    const { agent, is_agent_here, is_by_mail, number } = this.chat.state;
    const line = agent ? word(is_agent_here ? Word.here_now : Word.not_here) : word(Word.ticket, `#${number}`);
    const about = [agent?.title, line].filter(Boolean).join(" · ");
    const name = agent ? nameOf(agent) : word(is_by_mail ? Word.message : Word.waiting);
    if (this.headOf === name + about) return;
    this.headOf = name + about;
    this.head.replaceChildren(...(agent ? [face(agent)] : []), h("div", {}, h("h1", { tabindex: -1 }, name), h("small", {}, about)));
  }

  private hint(): string {
    const { is_open, is_closed, is_by_mail, email, agent, is_agent_here } = this.chat.state;
    if (is_closed) return "";
    if (!is_open) return word(Word.solved_hint);
    if (is_by_mail) return word(Word.by_mail, email);
    if (agent && is_agent_here) return "";
    if (agent) return email ? word(Word.away_mail, email) : word(Word.away_no_mail);
    return word(Word.waiting_hint);
  }
}
