// "@" in a note offers the colleagues who may read the ticket.

import { asked, typedList } from "./typed_list";

interface Person {
  id: number;
  name: string;
  call: string;
}

const BEGUN = /(?:^|[\s(])@([^\s@]{0,30}(?: [^\s@]{0,30})?)$/u;

typedList({
  list: "#mention-list",
  begun: (before) => (document.querySelector<HTMLElement>("[data-composer]")?.dataset.kind === "note" ? (BEGUN.exec(before)?.[1] ?? null) : null),
  ask: async (list, typed) => {
    const found = await asked<{ people: Person[] }>(`${list.dataset.people!}?q=${encodeURIComponent(typed)}`);
    return found && found.people.map(({ id, name, call }) => ({ id: String(id), label: name, words: `@${call} ` }));
  },
});
