/* Home: a greeting, who is there in honest words, the ways to write, and the conversations so far. */

import { h, icon, type Shape } from "./element";
import { face } from "./face";
import { short } from "./moment";
import { listed, word } from "./page";
import type { Hello, PastChat } from "./wire";
import { Word } from "./words";

interface Ways {
  ask(byMail: boolean): void;
  resume(chat: PastChat): void;
}

export function home(hello: Hello, ways: Ways): HTMLElement {
  const chat = hello.is_manned && card("chat", word(Word.chat), word(Word.chat_hint), () => ways.ask(false));
  const mail = card("mail", word(Word.message), word(Word.message_hint), () => ways.ask(true));
  return h(
    "section",
    { class: "home" },
    h("header", { class: "greeting" }, faces(hello), h("h1", { tabindex: -1, dir: "auto" }, hello.greeting), h("p", {}, presence(hello))),
    h("div", { class: "ways" }, chat, mail, ...past(hello.chats, ways)),
  );
}

export function presence(hello: Hello): string {
  const people = hello.agents.map((agent) => agent.name);
  if (!people.length) return word(Word.nobody);
  return word(people.length > 1 ? Word.here_many : Word.here_one, listed(people));
}

export function faces(hello: Hello): HTMLElement {
  return h("div", { class: "faces" }, ...hello.agents.map((agent) => face(agent)));
}

function past(chats: PastChat[], ways: Ways): HTMLElement[] {
  if (!chats.length) return [];
  const rows = chats.map((chat) => h("li", {}, row(chat, ways)));
  return [h("h2", {}, word(Word.your_chats)), h("ul", {}, ...rows)];
}

function row(chat: PastChat, ways: Ways): HTMLElement {
  const mark = chat.is_unread ? h("b", { class: "new" }, word(Word.new)) : chat.is_open ? null : h("span", {}, word(Word.solved));
  return h(
    "button",
    { type: "button", class: "card past", click: () => ways.resume(chat) },
    face(chat.agent ?? { name: "…", face: null }),
    h("span", { class: "card-text" }, h("strong", {}, chat.agent?.name ?? word(Word.agent)), h("small", { dir: "auto" }, chat.preview)),
    h("small", { class: "card-end" }, short(chat.at), mark && h("br"), mark),
  );
}

function card(shape: Shape, title: string, hint: string, click: () => void): HTMLElement {
  const text = h("span", { class: "card-text" }, h("strong", {}, title), h("small", {}, hint));
  return h("button", { type: "button", class: "card way", click }, icon(shape), text, icon("next"));
}
