/* What the server put into the page: the inbox, who shows us, and the words of the widget. */

import type { Word } from "./words";

export const root = document.getElementById("chat") as HTMLElement;
export const { key = "", parent: parentOrigin = "", continue: continueToken = "" } = root.dataset;
export const maxBytes = Number(root.dataset.maxBytes);
export const page = document.documentElement;
export const language = page.lang;

const words = root.dataset.words!.split("\n");

/** The sentence `which` with each `{}` filled in turn. */
export function word(which: Word, ...values: (string | number)[]): string {
  return words[which]!.replace(/\{\}/g, () => String(values.shift()));
}

/** People as one reads them: "Ada, Bo and Cy". */
export function listed(names: string[]): string {
  return new Intl.ListFormat(language).format(names);
}
