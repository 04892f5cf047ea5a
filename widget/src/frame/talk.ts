/* A conversation on screen: who has it, the log, the ways to go on elsewhere, the composer. */

import { nameOf } from "./bubble";
import { call } from "./call";
import type { Chat } from "./chat";
import { composerOf, isTouch } from "./composer";
import { button, fill, h } from "./element";
import { face } from "./face";
import { later } from "./later";
import { logOf } from "./log";
import { word } from "./page";
import { isKeyed } from "./parent";
import type { Wait } from "./wire";
import { Word } from "./words";

const TYPING_MS = 4000;

export type Talk = ReturnType<typeof talkOf>;

export function talkOf(chat: Chat, writes: () => void, startNew: () => void) {
  const head = h("div.who");
  const log = logOf(chat);
  const typing = h("p.typing", { hidden: true });
  const notice = h("p.notice");
  const composer = composerOf(chat, writes);
  const closed = h("div.closed", {}, h("p", {}, word(Word.closed_hint)), button(".primary", startNew, word(Word.start_new)));
  const ways = h("div.elsewhere");
  const element = h("section.talk", {}, log.box, typing, notice, ways, composer.form, closed);
  let timer = 0;
  let headOf = "";
  let noticed = "";

  function show(): void {
    const { agent, is_closed } = chat.state;
    const isCutOff = chat.isCutOff();
    showHead();
    void later().then((its) => its.drawElsewhere(ways, chat, call));
    log.show();
    showNotice(isCutOff ? word(Word.offline) : hint(chat), isCutOff ? null : chat.state.wait);
    notice.classList.toggle("offline", isCutOff);
    composer.text.placeholder = agent ? word(Word.write_to, agent.name) : word(Word.message);
    composer.form.hidden = is_closed || chat.isGone();
    closed.hidden = !composer.form.hidden;
  }

  /** What the shopper may expect, and while they wait how long. That is spoken: it is left alone until it changes. */
  function showNotice(line: string, wait: Wait | null): void {
    const all = [line, wait?.place, wait?.wait, wait?.hint].join();
    notice.hidden = !line && !wait;
    if (all === noticed) return;
    noticed = all;
    fill(notice, line);
    void later().then((its) => its.drawWait(notice, chat, call, wait));
  }

  function showTyping(name: string): void {
    typing.textContent = word(Word.typing, name);
    typing.hidden = false;
    clearTimeout(timer);
    timer = window.setTimeout(hideTyping, TYPING_MS);
  }

  function hideTyping(): void {
    typing.hidden = true;
  }

  /** Who comes back reads first; who goes on writing, or came by the keyboard, writes. No phone's keyboard covers the thread. */
  function focus(isWriting = isKeyed): void {
    log.toEnd();
    (isWriting && !isTouch() ? composer : log.box).focus();
  }

  function showHead(): void {
    const { agent, is_agent_here, is_by_mail, number, wait } = chat.state;
    const line = agent ? word(is_agent_here ? Word.here_now : Word.not_here) : word(Word.ticket, `#${number}`);
    const about = [agent?.title, line].filter(Boolean).join(" · ");
    const name = agent ? nameOf(agent) : is_by_mail ? word(Word.message) : wait?.head || word(Word.waiting);
    if (headOf === name + about) return;
    headOf = name + about;
    fill(head, agent && face(agent), h("div", {}, h("h1", { tabindex: -1 }, name), h("small", {}, about)));
  }

  return { element, head, show, showTyping, hideTyping, focus };
}

/** What the shopper may expect now. */
function hint(chat: Chat): string {
  const { is_open, is_closed, is_by_mail, email, agent, is_agent_here, wait } = chat.state;
  if (wait || is_closed || (is_open && !is_by_mail && agent && is_agent_here)) return "";
  if (!is_open) return word(Word.solved_hint);
  if (is_by_mail && email) return word(Word.by_mail, email);
  return email ? word(Word.away_mail, email) : word(Word.away_no_mail);
}
