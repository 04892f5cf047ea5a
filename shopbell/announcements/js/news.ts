// The page that writes news: the editor of articles for the text in each language.

import { mountEditor } from "../../helpcenter/js/editor";

for (const area of document.querySelectorAll<HTMLTextAreaElement>("[data-news-body]")) {
  mountEditor(area, (sentence) => {
    area.form!.querySelector("[data-article-state]")!.textContent = sentence;
  });
}
