/* While somebody waits: answers to read, the shop's questions, and what it chose to show. It stands at the end of the
conversation, and goes when somebody answers; whatever plays then stops. */

import { fill, h } from "../frame/element";
import type { ChatState } from "../frame/wire";
import { mediumOf } from "./media";
import { surveyOf } from "./survey";
import type { Call, Meanwhile } from "./wire";

interface Chat {
  state: ChatState; // another one after each fetch
}

const NAME = "meanwhile";

/** Draw it at the end of the log `box`, once; take it away when nobody waits any more. */
export async function drawMeanwhile(box: Element, chat: Chat, call: Call): Promise<void> {
  const there = box.querySelector<HTMLElement>(`.${NAME}`);
  if (!chat.state.wait) return there ? leave(there, box) : undefined;
  if (there) return;
  const element = h(`section.${NAME}` as "section", { hidden: true });
  box.querySelector(".log")!.after(element);
  const told = await call<Meanwhile>(`meanwhile?chat=${chat.state.id}`).catch(() => null);
  if (!told || !chat.state.wait) return element.remove();
  show(element, told, chat, call);
}

function show(element: HTMLElement, told: Meanwhile, chat: Chat, call: Call): void {
  const { title, cards, survey, media, more } = told;
  if (!cards.length && !survey && !media.length) return;
  element.ariaLabel = title;
  element.hidden = false;
  fill(
    element,
    h("h2", {}, title),
    survey && surveyOf(survey, (answers) => call("survey", { chat: chat.state.id, answers })),
    ...cards.map((card) => cardOf(card)),
    ...media.map((medium) => mediumOf(medium, more)),
  );
}

function cardOf({ title, lines, links }: Meanwhile["cards"][number]): HTMLElement {
  return h("article.chat-card", {},
    h("h3", { dir: "auto" }, title),
    ...lines.map((line) => h("span", { dir: "auto" }, line)),
    ...links.map(([words, page]) => h("span", { dir: "auto" }, page ? h("a", { href: page, target: "_blank", rel: "noopener noreferrer" }, words) : words)),
  );
}

/** Somebody is there: nothing plays on beside them. What is half written stays until it is sent. */
function leave(element: HTMLElement, box: Element): void {
  for (const player of element.querySelectorAll<HTMLMediaElement>("video, audio")) player.pause();
  const survey = element.querySelector(".survey");
  if (survey?.contains(document.activeElement)) fill(element, survey);
  else element.remove();
  box.dispatchEvent(new Event("scroll")); // what was below is gone: the log may be at its end now
}

