// Words that go into the composer, where the caret is: of a button with `data-into-reply`, or of an answer with the
// trigger "into-reply".

import { shownComposer } from "./composer";

document.addEventListener("click", (event) => {
  const words = (event.target as Element).closest<HTMLElement>("[data-into-reply]")?.dataset.intoReply;
  if (words) shownComposer()?.box.put(words, 0);
});

document.addEventListener("into-reply", (event) => {
  const { words } = (event as CustomEvent<{ words?: string }>).detail;
  if (words) shownComposer()?.box.put(words, 0);
});
