// "#" in an answer or a note offers articles of the help centre: what is chosen stands there by its title and address.
// A number after it is an order's, and is left alone.

import { asked, typedList } from "./typed_list";

interface Found {
  id: number;
  title: string;
  detail: string;
  address: string;
}

const BEGUN = /(?:^|[\s(])#(?!\d)((?:[^\s#@][^#@\n]{0,40})?)$/u;

typedList({
  list: "#article-list",
  begun: (before) => BEGUN.exec(before)?.[1] ?? null,
  ask: async (list, typed) => {
    const kind = document.querySelector<HTMLElement>("[data-composer]")?.dataset.kind ?? "reply";
    const found = await asked<{ articles: Found[] }>(`${list.dataset.articles!}?kind=${kind}&q=${encodeURIComponent(typed)}`);
    return found && found.articles.map(({ id, title, detail, address }) => ({ id: String(id), label: title, detail, words: `${title}: ${address} ` }));
  },
});
