/* Home: a greeting, who is there in honest words, the ways to write, and the conversations so far. */

import { button, h, icon, type Shape } from "./element";
import { face } from "./face";
import { short } from "./moment";
import { listed, word } from "./page";
import type { Hello, PastChat } from "./wire";
import { Word } from "./words";

type Resume = (chat: PastChat) => void;

export function home(hello: Hello, ask: (byMail: boolean) => void, resume: Resume): HTMLElement {
  const chat = hello.is_manned && card("chat", word(Word.chat), hello.wait || word(Word.chat_hint), () => ask(false));
  const mail = card("mail", word(Word.message), hello.usual || word(Word.message_hint), () => ask(true));
  const own = hello.ways.map(({ label, address }) => link("", address, icon("file"), cardText(label), icon("next")));
  return h("section.home", {},
    h("header.greeting", {}, faces(hello), h("h1", { tabindex: -1, dir: "auto" }, hello.greeting), h("p", {}, presence(hello)), hello.opening && h("p.hours", {}, hello.opening)),
    h("div.ways", {}, ...hello.troubles.map(known), chat, mail, ...own, ...past(hello.chats, resume)),
  );
}

/** What goes wrong now, before anybody asks. */
function known({ sentence, next, address }: Hello["troubles"][0]): HTMLElement {
  return link(".trouble", address, cardText(sentence, h("small", {}, next)));
}

function link(kind: string, href: string, ...inside: (HTMLElement | SVGElement)[]): HTMLElement {
  return h("a.card" + kind, { href, target: "_blank", dir: "auto" }, ...inside);
}

export function presence(hello: Hello): string {
  const people = hello.agents.map((agent) => agent.name);
  if (!people.length) return word(Word.nobody);
  return word(people.length > 1 ? Word.here_many : Word.here_one, listed(people));
}

export function faces(hello: Hello): HTMLElement {
  return h("div.faces", {}, ...hello.agents.map((agent) => face(agent)));
}

function past(chats: PastChat[], resume: Resume): HTMLElement[] {
  if (!chats.length) return [];
  const rows = chats.map((chat) => h("li", {}, row(chat, resume)));
  return [h("h2", {}, word(Word.your_chats)), h("ul", {}, ...rows)];
}

function row(chat: PastChat, resume: Resume): HTMLElement {
  const mark = chat.is_unread ? h("b.new", {}, word(Word.new)) : chat.is_open ? null : h("span", {}, word(Word.solved));
  return button(
    ".card.past",
    () => resume(chat),
    face(chat.agent ?? { name: "…", face: null }),
    cardText(chat.agent?.name ?? word(Word.agent), h("small", { dir: "auto" }, chat.preview)),
    h("small.card-end", {}, short(chat.at), mark && h("br"), mark),
  );
}

function card(shape: Shape, title: string, hint: string, click: () => void): HTMLElement {
  return button(".card", click, icon(shape), cardText(title, h("small", {}, hint)), icon("next"));
}

function cardText(title: string, below?: HTMLElement): HTMLElement {
  return h("span.card-text", {}, h("strong", {}, title), below ?? null);
}
