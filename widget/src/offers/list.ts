/* Answers below a question while it is written: asked for at each pause, and left alone while somebody is among them. */

import { button, fill, h } from "../frame/element";
import { markOf } from "./mark";
import { readAnswer } from "./read";
import type { Answers, Call, Offer } from "./wire";

const PAUSE_MS = 400;
const FEWEST = 4; // letters of a question
const MOST = 2000; // that the desk looks at

/** Offer answers to what is written into the text of `form`. `about` says where in the shop somebody is. */
export function offerAnswers(form: HTMLFormElement, call: Call, about: () => { page: string }): void {
  const text = form.elements.namedItem("text") as HTMLTextAreaElement;
  const list = h("section.offers", { hidden: true });
  const said = h("p.offers-said", { role: "status" });
  const seen = new Set<string>();
  let asked = "";
  let shown = "";
  let timer: ReturnType<typeof setTimeout>;

  (text.closest(".field") ?? text).after(list, said);
  form.addEventListener("input", wait);
  form.addEventListener("change", wait);
  wait();

  function wait(): void {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  }

  async function ask(): Promise<void> {
    const chosen = new FormData(form);
    const reasons = [...chosen.getAll("reasons"), ...chosen.getAll("reason")].filter(Boolean);
    const written = text.value.trim().slice(0, MOST);
    const body = { text: written, reasons, page: about().page };
    const now = JSON.stringify(body);
    if (now === asked) return;
    asked = now;
    if (written.length < FEWEST && !reasons.length) return show({ title: "", said: "", offers: [] });
    const answers = await call<Answers>("offers", { ...body, seen: [...seen] }).catch(() => null);
    if (answers && asked === now) show(answers);
  }

  function show({ title, said: words, offers }: Answers): void {
    const keys = offers.map((offer) => offer.key).join();
    for (const { key } of offers) seen.add(key);
    if (keys === shown || list.contains(document.activeElement)) return;
    shown = keys;
    list.hidden = !offers.length;
    list.ariaLabel = title;
    said.textContent = words;
    fill(list, h("h2", {}, title), h("ul", {}, ...offers.map((offer) => h("li", {}, face(offer)))));
  }

  function face(offer: Offer): HTMLElement {
    const open = button(".offer", () => void readAnswer(form, offer, call).catch(() => window.open(offer.address, "_blank", "noopener")),
      h("small.offer-kind", {}, markOf(offer.kind), offer.word),
      h("strong", { dir: "auto" }, offer.title),
      h("span", { dir: "auto" }, offer.excerpt),
    );
    return open;
  }
}
