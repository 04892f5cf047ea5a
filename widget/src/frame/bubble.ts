/* One message as a bubble. Links are made of addresses in the text; everything else stays as it was typed. */

import { h, icon } from "./element";
import { face } from "./face";
import { clock, exact } from "./moment";
import { word } from "./page";
import type { File, Message, Person } from "./wire";
import { Word } from "./words";

const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;

export function bubble(message: Message): HTMLElement {
  const isOwn = message.from === "you";
  const content = h("div", { class: "bubble" });
  if (message.text) content.append(h("p", { dir: "auto" }, ...linked(message.text)));
  content.append(...message.files.map(fileOf));
  const author = h("span", { class: "hidden" }, `${isOwn ? word(Word.you) : nameOf(message.by)}: `);
  const time = h("time", { datetime: message.at, title: exact(message.at) }, clock(message.at));
  const foot = h("small", { class: "foot" }, isOwn ? "" : `${nameOf(message.by)} · `, time);
  return h("li", { class: isOwn ? "own" : "theirs" }, isOwn ? null : face(message.by), h("div", {}, author, content, foot));
}

export function nameOf(person: Person | null): string {
  return person?.name || word(Word.agent);
}

function linked(text: string): (string | HTMLElement)[] {
  const parts: (string | HTMLElement)[] = [];
  let at = 0;
  for (const match of text.matchAll(LINK)) {
    parts.push(text.slice(at, match.index));
    parts.push(h("a", { href: match[0], target: "_blank", rel: "noopener noreferrer nofollow" }, match[0]));
    at = match.index + match[0].length;
  }
  return [...parts, text.slice(at)];
}

function fileOf(file: File): HTMLElement {
  const link = { href: file.url, target: "_blank", rel: "noopener" };
  if (file.is_picture) {
    return h("a", { ...link, class: "picture" }, h("img", { src: file.url, alt: word(Word.picture, file.name), loading: "lazy" }));
  }
  const name = h("bdi", {}, file.name);
  return h("a", { ...link, class: "file", download: file.name }, icon("file"), h("span", {}, name, h("small", {}, size(file.size_bytes))));
}

export function size(bytes: number): string {
  const lang = document.documentElement.lang;
  if (bytes < 1e3) return `${new Intl.NumberFormat(lang).format(bytes)} B`;
  const [unit, one] = bytes < 999.5e3 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
  const number = bytes / (one as number); // rounded as in the desk (plain_text.py)
  const options = { style: "unit", unit, maximumFractionDigits: number < 100 ? 1 : 0 } as Intl.NumberFormatOptions;
  return new Intl.NumberFormat(lang, options).format(number);
}
