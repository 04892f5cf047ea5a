// Macros: "/" at the beginning of a line opens their menu; the chosen one comes filled in, at the caret.

import { toast } from "../toast";
import { t } from "../words";

const composer = (): HTMLElement | null => document.querySelector("[data-composer]");

function insert(box: HTMLTextAreaElement, text: string): void {
  const end = box.selectionEnd;
  const isAfterSlash = /(^|\n)\/$/.test(box.value.slice(0, box.selectionStart));
  box.setRangeText(text, isAfterSlash ? box.selectionStart - 1 : box.selectionStart, end, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

document.addEventListener("click", async (event) => {
  const item = (event.target as Element).closest<HTMLElement>("[data-macro]");
  const box = composer()?.querySelector("textarea");
  if (!item || !box) return;
  const answer = await fetch(item.dataset.macro!, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.ok) insert(box, await answer.text());
  else toast(answer?.status === 422 ? await answer.text() : t("That did not work. Reload the page and try again."), { tone: "broken" });
});

document.addEventListener("input", (event) => {
  const box = event.target as HTMLTextAreaElement;
  if (!(event as InputEvent).data || !box.matches("[data-composer] textarea")) return;
  if ((event as InputEvent).data === "/" && /(^|\n)\/$/.test(box.value.slice(0, box.selectionStart))) {
    composer()?.querySelector<HTMLElement>('[popovertarget="macro-menu"]')?.click();
  }
});

document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target as Element;
    if (menu.id === "macro-menu" && (event as ToggleEvent).newState === "closed") composer()?.querySelector("textarea")?.focus();
  },
  true,
);
