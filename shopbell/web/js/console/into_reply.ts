// A button with `data-into-reply` puts its words into the composer, where the caret is.

import { shownComposer } from "./composer";

document.addEventListener("click", (event) => {
  const words = (event.target as Element).closest<HTMLElement>("[data-into-reply]")?.dataset.intoReply;
  if (words) shownComposer()?.box.put(words, 0);
});
