// The page that writes an article: its editor, and the draft that is kept as one types.

import { mountEditor, wordsOf } from "./editor";
import { keepDraft } from "./keeping";

const area = document.querySelector<HTMLTextAreaElement>("[data-article-body]")!;
const form = area.form!;
const say = wordsOf(area);
const into = (place: string) => (sentence: string): void => {
  form.querySelector(place)!.textContent = sentence;
};

mountEditor(area, into("[data-article-told]")); // which "Saved." does not write over
keepDraft(form, { tell: into("[data-article-state]"), unreachable: say("The desk cannot be reached. What you wrote is still here.") });

const publish = form.querySelector<HTMLElement>("[data-article-publish]");
const offer = (): boolean => (publish!.hidden = false); // now there is something
if (publish) form.addEventListener("input", offer, { once: true });
if (publish && form.hasAttribute("data-is-dirty")) offer();
