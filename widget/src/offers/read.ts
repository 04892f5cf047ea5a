/* An answer to read in the place of the question, which stays as it was typed behind it. */

import { button, fill, h, icon } from "../frame/element";
import type { Answer, Call, Offer } from "./wire";

export async function readAnswer(form: HTMLFormElement, offer: Offer, call: Call): Promise<void> {
  const { title, language, html, address, words } = await call<Answer>("offer", { key: offer.key });
  if (form.hidden || !form.isConnected) return;
  const box = form.elements.namedItem("text") as HTMLTextAreaElement;
  const head = h("h2", { tabindex: -1, dir: "auto" }, title);
  const text = h("div.offer-text", { lang: language, dir: "auto" });
  const foot = h("footer.offer-foot", {},
    h("p", {}, words.ask),
    button(".primary.button.button-main", yes, words.yes),
    button(".button.choice", no, words.no),
    h("a", { href: address, target: "_blank", rel: "noopener" }, words.whole),
  );
  const element = h("article.offer-read", { "aria-label": title, keydown }, button(".link.offer-back", back, icon("back"), words.back), head, text, foot);
  text.innerHTML = html;
  for (const link of text.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
  form.hidden = true;
  form.after(element);
  head.focus();

  function keydown(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // it closes the answer, not all of the chat
    back();
  }

  function back(): void {
    element.remove();
    form.hidden = false;
    box.focus();
  }

  function write(words: string): void {
    box.value = words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function tell(isSolved: boolean): void {
    void call("offer-told", { key: offer.key, solved: isSolved }).catch(() => null);
  }

  function no(): void {
    tell(false);
    back();
    form.requestSubmit();
  }

  function yes(): void {
    tell(true);
    const question = box.value;
    write(""); // its draft goes with it
    const thanks = h("p.offer-thanks", { tabindex: -1 }, words.thanks);
    const again = () => {
      write(question);
      back();
    };
    fill(element, thanks, button(".link", again, words.again));
    thanks.focus();
  }
}
