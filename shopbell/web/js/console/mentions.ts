// "@" in a note offers the colleagues who may read the ticket; arrows choose, Enter or Tab puts the name in.

import { shownComposer } from "./composer";

interface Person {
  id: number;
  name: string;
  call: string;
}

const BEGUN = /(?:^|[\s(])@([^\s@]{0,30}(?: [^\s@]{0,30})?)$/u;
const SHOWN = 6; // more letters find the others
let asked = 0;

const list = (): HTMLElement | null => document.querySelector("#mention-list");
const items = (): HTMLElement[] => [...(list()?.querySelectorAll<HTMLElement>("[role=option]") ?? [])];
const area = (): HTMLTextAreaElement | undefined => shownComposer()?.box.area;

function begun(): string | null {
  const composer = document.querySelector<HTMLElement>("[data-composer]");
  return composer?.dataset.kind === "note" ? (BEGUN.exec(shownComposer()?.box.before() ?? "")?.[1] ?? null) : null;
}

function close(): void {
  asked += 1;
  const shown = list();
  if (shown) shown.hidden = true;
  area()?.removeAttribute("aria-activedescendant");
}

function choose(item: HTMLElement): void {
  const typed = begun();
  close();
  if (typed !== null) shownComposer()!.box.put(`@${item.dataset.call!} `, typed.length + 1);
}

function turnTo(item: HTMLElement): void {
  for (const each of items()) each.ariaSelected = String(each === item);
  area()?.setAttribute("aria-activedescendant", item.id);
  item.scrollIntoView({ block: "nearest" });
}

function show(people: Person[]): void {
  const shown = list();
  if (!shown || !people.length) return close();
  shown.replaceChildren(
    ...people.slice(0, SHOWN).map(({ id, name, call }) => {
      const item = document.createElement("li");
      item.id = `mention-${id}`;
      item.role = "option";
      item.dir = "auto";
      item.dataset.call = call;
      item.textContent = name;
      item.addEventListener("pointerdown", (event) => event.preventDefault()); // the caret stays in the note
      item.addEventListener("click", () => choose(item));
      return item;
    }),
  );
  shown.hidden = false;
  turnTo(items()[0]!);
}

document.addEventListener("input", async (event) => {
  if (event.target !== area()) return;
  const typed = begun();
  if (typed === null) return close();
  const mine = ++asked;
  const address = `${list()!.dataset.people!}?q=${encodeURIComponent(typed)}`;
  const answer = await fetch(address, { headers: { Accept: "application/json", "HX-Request": "true" } }).catch(() => null);
  if (mine === asked && answer?.ok) show(((await answer.json()) as { people: Person[] }).people);
});

document.addEventListener(
  "keydown",
  (event) => {
    if (list()?.hidden !== false || event.target !== area() || event.isComposing) return;
    const all = items();
    const at = all.findIndex((item) => item.ariaSelected === "true");
    if (event.key === "ArrowDown") turnTo(all[(at + 1) % all.length]!);
    else if (event.key === "ArrowUp") turnTo(all.at(at - 1)!);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey) choose(all[at]!);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  { capture: true },
);
document.addEventListener("focusout", (event) => event.target === area() && close());
