/* One message as a bubble. Links are made of addresses in the text; everything else stays as it was typed. */

import { h, icon } from "./element";
import { face } from "./face";
import { later } from "./later";
import { clock, exact } from "./moment";
import { word } from "./page";
import type { Card, CardAnswer, File, Message, Person } from "./wire";
import { Word } from "./words";

const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;

type Answer = (given: CardAnswer) => Promise<{ card: Card }>;

export function bubble(message: Message, answer: Answer): HTMLElement {
  const isOwn = message.from === "you";
  const content = h("div.bubble");
  if (message.text) content.append(h("p", { dir: "auto" }, ...linked(message.text)));
  content.append(...message.files.map(fileOf));
  if (message.cards) content.append(cardsOf(message.cards, answer));
  const author = h("span.hidden", {}, `${isOwn ? word(Word.you) : nameOf(message.by)}: `);
  const time = h("time", { datetime: message.at, title: exact(message.at) }, clock(message.at));
  const foot = h("small.foot", {}, isOwn ? "" : `${nameOf(message.by)} · `, time);
  return h(isOwn ? "li.own" : "li.theirs", {}, !isOwn && face(message.by), h("div", {}, author, content, foot));
}

export function nameOf(person: Person | null): string {
  return person?.name || word(Word.agent);
}

function linked(text: string): (string | HTMLElement)[] {
  const parts: (string | HTMLElement)[] = [];
  let at = 0;
  for (const match of text.matchAll(LINK)) {
    parts.push(text.slice(at, match.index));
    parts.push(link("a", match[0], match[0]));
    at = match.index + match[0].length;
  }
  return [...parts, text.slice(at)];
}

function fileOf(file: File): HTMLElement {
  if (file.is_picture) {
    return link("a.picture", file.url, h("img", { src: file.url, alt: word(Word.picture, file.name), loading: "lazy" }));
  }
  const name = h("bdi", {}, file.name);
  const element = link("a.file", file.url, icon("file"), h("span", {}, name, h("small", {}, file.size)));
  element.download = file.name;
  return element;
}

/** The cards of a message, as soon as the script that draws them is there. */
function cardsOf(cards: Card[], answer: Answer): HTMLElement {
  const box = h("div.cards");
  void later().then(({ drawCards }) => drawCards(box, cards, answer));
  return box;
}

/** A link into a page of its own; the frame's policy tells it nothing of us. */
function link(name: "a" | `a.${string}`, href: string, ...content: (HTMLElement | SVGElement | string)[]): HTMLAnchorElement {
  return h(name as "a", { href, target: "_blank", rel: "noopener" }, ...content);
}
