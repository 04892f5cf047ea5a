/* What the server put into the page: the inbox, who shows us, and the words of the widget. */

import type { Word } from "./words";

export const root = document.getElementById("chat") as HTMLElement;
export const { key = "", parent: parentOrigin = "", continue: continueToken = "" } = root.dataset;
export const maxBytes = Number(root.dataset.maxBytes);

const words = JSON.parse(document.getElementById("words")!.textContent!) as string[];

/** The sentence `which` with each `{}` filled in turn. */
export function word(which: Word, ...values: (string | number)[]): string {
  let at = 0;
  return words[which]!.replace(/\{\}/g, () => String(values[at++] ?? ""));
}

/** People as one reads them: "Ada, Bo and Cy". */
export function listed(names: string[]): string {
  return new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" }).format(names);
}
