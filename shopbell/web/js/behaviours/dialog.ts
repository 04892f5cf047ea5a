// Dialogs. Content that htmx puts into <dialog data-dialog> opens it; an answer with HX-Trigger: close-dialog,
// a button with `data-close` and a click beside it close it.

import { behave } from "../behave";

const BODY = "[data-dialog]";
const filledAnew = new WeakSet<Element>(); // and not open yet

document.addEventListener("click", (event) => {
  (event.target as Element).closest("[data-close]")?.closest("dialog")?.close();
});

document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = (event.target as Element).closest<HTMLDialogElement>(BODY);
  if (dialog && !dialog.open) filledAnew.add(dialog);
});

document.addEventListener("htmx:afterSettle", (event) => {
  const dialog = (event.target as Element).closest<HTMLDialogElement>(BODY);
  if (!dialog) return;
  if (!dialog.open && dialog.childElementCount) dialog.showModal();
  filledAnew.delete(dialog);
});

// the one that the answer is to: another may have been opened since
document.addEventListener("close-dialog", (event) => {
  (event.target as Element).closest?.("dialog")?.close();
});

behave("dialog", (element) => {
  const dialog = element as HTMLDialogElement;
  let isPressedBeside = false; // a drag that began inside and ended outside is no wish to close
  dialog.addEventListener("pointerdown", (event) => (isPressedBeside = event.target === dialog));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog && isPressedBeside) dialog.close();
  });
  if (!dialog.matches(BODY)) return;
  // told a frame later: whoever is quick, on a slow machine, has the next one by then, and it is not to be emptied
  dialog.addEventListener("close", () => {
    if (!dialog.open && !filledAnew.has(dialog)) dialog.replaceChildren();
  });
});
