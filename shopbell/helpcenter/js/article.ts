// The page that writes an article: its editor, and the draft that is kept as one types.

import { mountEditor, wordsOf } from "./editor";
import { keepDraft } from "./keeping";

const area = document.querySelector<HTMLTextAreaElement>("[data-article-body]")!;
const form = area.form!;
const say = wordsOf(area);
const tell = (sentence: string): void => {
  form.querySelector("[data-article-state]")!.textContent = sentence;
};

mountEditor(area, tell);
keepDraft(form, { tell, unreachable: say("The desk cannot be reached. What you wrote is still here.") });
