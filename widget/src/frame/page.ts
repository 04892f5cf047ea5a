/* What the server put into the page: the inbox, who shows us, and the words of the widget. */

export const root = document.getElementById("chat") as HTMLElement;
export const { key = "", parent: parentOrigin = "", continue: continueToken = "" } = root.dataset;
export const maxBytes = Number(root.dataset.maxBytes);

const words = JSON.parse(root.dataset.words ?? "{}") as Record<string, string>;

/** The sentence `name` with each `{}` filled in turn. */
export function word(name: string, ...values: (string | number)[]): string {
  let at = 0;
  return (words[name] ?? name).replace(/\{\}/g, () => String(values[at++] ?? ""));
}

/** People as one reads them: "Ada, Bo and Cy". */
export function listed(names: string[]): string {
  return new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" }).format(names);
}
