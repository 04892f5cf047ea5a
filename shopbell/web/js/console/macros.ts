// Macros: "/" at the beginning of a line opens their menu; the chosen one comes filled in, at the caret, and says
// what it will do when the answer is sent.

import { sayFailed } from "../failed";
import { token } from "../htmx";
import { shownComposer } from "./composer";
import type { MacroUse } from "./draft_words";

/** What stands from a "/" at the beginning of the line to the caret; who types fast is a word ahead of the menu. */
const begun = (): string => /(?:^|\n)(\/[^\n/]{0,40})$/.exec(shownComposer()?.box.before() ?? "")?.[1] ?? "";

document.addEventListener("click", async (event) => {
  const item = (event.target as Element).closest<HTMLElement>("[data-macro]");
  const box = shownComposer()?.box;
  if (!item || !box) return;
  const answer = await fetch(item.dataset.macro!, { headers: { "HX-Request": "true", Accept: "application/json" } }).catch(() => null);
  if (answer?.ok) {
    const { text, macro } = (await answer.json()) as { text: string; macro: MacroUse };
    box.put(text, begun().length);
    shownComposer()?.add(macro);
  } else await sayFailed(answer);
});

document.addEventListener("click", async (event) => {
  const star = (event.target as Element).closest<HTMLElement>("[data-favourite]");
  if (!star) return;
  event.stopPropagation(); // the menu stays
  const answer = await fetch(star.dataset.favourite!, { method: "POST", headers: { "X-CSRFToken": token(), Accept: "application/json" } }).catch(() => null);
  if (answer?.ok) star.ariaChecked = String(((await answer.json()) as { is_favourite: boolean }).is_favourite);
}, true);

document.addEventListener("input", (event) => {
  const composer = (event.target as Element).closest<HTMLElement>("[data-composer]");
  if ((event as InputEvent).data !== "/" || !composer) return;
  queueMicrotask(() => {
    if (begun() === "/") composer.querySelector<HTMLElement>('[popovertarget="macro-menu"]')?.click();
  });
});

document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target as Element;
    if (menu.id === "macro-menu" && (event as ToggleEvent).newState === "closed") shownComposer()?.box.focus();
  },
  true,
);

// the menu comes from the server a moment after the "/": what was typed meanwhile is looked for in it
document.addEventListener("htmx:afterSettle", (event) => {
  const menu = event.target as Element;
  const field = menu.id === "macro-menu" ? menu.querySelector<HTMLInputElement>("[data-filter]") : null;
  const typed = begun().slice(1);
  if (!field || !typed) return;
  field.value = typed;
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
