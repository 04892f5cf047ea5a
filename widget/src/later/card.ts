/* Cards in the conversation: products, orders, changes to agree to. All that is said on them comes from the desk. */

import { button, fill, h } from "../frame/element";
import type { Card, CardAnswer } from "../frame/wire";

type Answer = (given: CardAnswer) => Promise<{ card: Card }>;

const NEAR_PX = 80;

/** Put `cards` into `box`; `answer` tells the desk what the shopper says and brings the card as it is then. */
export function drawCards(box: HTMLElement, cards: Card[], answer: Answer): void {
  keepAtEnd(box, () => fill(box, ...cards.map((card) => cardOf(card, answer))));
}

/** Do `work`, which makes the conversation longer; who was at its end is there afterwards. */
function keepAtEnd(box: HTMLElement, work: () => void): void {
  const log = box.closest(".scroll");
  const isAtEnd = log && log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
  work();
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

function cardOf(card: Card, answer: Answer): HTMLElement {
  const element = h("article.chat-card", { "aria-label": card.title, tabindex: -1 });
  const failure = h("p.error", { role: "alert" });

  async function say(given: Omit<CardAnswer, "card">): Promise<void> {
    for (const each of element.querySelectorAll("button")) each.disabled = true;
    failure.textContent = "";
    try {
      show((await answer({ card: card.id, ...given })).card);
      element.focus();
    } catch (error) {
      show(card);
      failure.textContent = (error as Error).message;
    }
  }

  function show(now: Card): void {
    card = now;
    const { title, lines, links, picture, page, look, choices, asks, sold_out } = now;
    fill(
      element,
      picture && h("img", { src: picture, alt: "", loading: "lazy" }),
      h("b", { dir: "auto" }, title),
      ...lines.map((line) => h("span", { dir: "auto" }, line)),
      ...links.map(({ words, page }) => h("span", { dir: "auto" }, page ? h("a", { href: page, target: "_blank", rel: "noopener noreferrer" }, words) : words)),
      choices.length > 0 &&
        h(
          "ul.choices",
          {},
          ...choices.map(({ id, name, price, is_there, is_chosen }) => {
            const choice = button(".choice", () => void say({ answer: "chosen", variant: id }), h("span", { dir: "auto" }, name), h("span", {}, is_there ? price : sold_out));
            choice.ariaPressed = String(is_chosen);
            choice.disabled = !is_there;
            return h("li", {}, choice);
          }),
        ),
      page && h("a", { href: page, target: "_blank", rel: "noopener" }, look),
      asks.yes && button(".primary", () => void say({ answer: "confirmed" }), asks.yes),
      asks.no && button(".choice", () => void say({ answer: "declined" }), asks.no),
      now.now && h("p.outcome", { role: "status" }, now.now),
      failure,
    );
  }

  show(card);
  return element;
}
