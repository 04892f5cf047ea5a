// Macros: "/" at the beginning of a line opens their menu; the chosen one comes filled in, at the caret.

import { toast } from "../toast";
import { t } from "../words";
import { shownComposer } from "./composer";

document.addEventListener("click", async (event) => {
  const item = (event.target as Element).closest<HTMLElement>("[data-macro]");
  const box = shownComposer()?.box;
  if (!item || !box) return;
  const answer = await fetch(item.dataset.macro!, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.ok) box.put(await answer.text(), /(^|\n)\/$/.test(box.before()) ? 1 : 0);
  else toast(answer?.status === 422 ? await answer.text() : t("That did not work. Reload the page and try again."), { tone: "broken" });
});

document.addEventListener("input", (event) => {
  const composer = (event.target as Element).closest<HTMLElement>("[data-composer]");
  if ((event as InputEvent).data !== "/" || !composer) return;
  queueMicrotask(() => {
    if (/(^|\n)\/$/.test(shownComposer()?.box.before() ?? "")) composer.querySelector<HTMLElement>('[popovertarget="macro-menu"]')?.click();
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
