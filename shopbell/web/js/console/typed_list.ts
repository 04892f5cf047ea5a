// A list that opens while something is typed into the answer: "@" and a colleague, "#" and an article. Arrows choose,
// Enter or Tab puts it in, Esc leaves what was typed.

import { shownComposer } from "./composer";

interface Choice {
  id: string;
  label: string;
  detail?: string;
  words: string; // what is put in the place of what was typed
}

interface Kind {
  list: string; // the selector of the element that shows them
  begun(before: string): string | null; // what of it is typed, the mark before it left out; null: nothing
  ask(list: HTMLElement, typed: string): Promise<Choice[] | null>; // null: the desk could not be asked
}

const SHOWN = 6; // more letters find the others

const area = (): HTMLTextAreaElement | undefined => shownComposer()?.box.area;
/** Whether somebody types here: in the text box, or in the editor in its place. */
const isAnswer = (target: EventTarget | null): boolean => {
  const composer = document.querySelector("[data-composer]");
  return target === area() || (target instanceof HTMLElement && target.localName === "trix-editor" && composer?.contains(target) === true);
};

export function typedList(kind: Kind): void {
  let asked = 0;
  const list = (): HTMLElement | null => document.querySelector(kind.list);
  const items = (): HTMLElement[] => [...(list()?.querySelectorAll<HTMLElement>("[role=option]") ?? [])];
  const begun = (): string | null => kind.begun(shownComposer()?.box.before() ?? "");

  function close(): void {
    asked += 1;
    const shown = list();
    if (!shown || shown.hidden) return;
    shown.hidden = true;
    area()?.removeAttribute("aria-activedescendant");
  }

  function choose(item: HTMLElement): void {
    const typed = begun();
    close();
    if (typed !== null) shownComposer()!.box.put(item.dataset.words!, typed.length + 1);
  }

  function turnTo(item: HTMLElement): void {
    for (const each of items()) each.ariaSelected = String(each === item);
    area()?.setAttribute("aria-controls", list()!.id);
    area()?.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  function show(choices: Choice[]): void {
    const shown = list();
    if (!shown || !choices.length) return close();
    shown.replaceChildren(
      ...choices.slice(0, SHOWN).map(({ id, label, detail, words }) => {
        const item = document.createElement("li");
        item.id = `${shown.id}-${id}`;
        item.role = "option";
        item.dir = "auto";
        item.dataset.words = words;
        item.textContent = label;
        if (detail) item.append(Object.assign(document.createElement("small"), { className: "faint", textContent: detail }));
        item.addEventListener("pointerdown", (event) => event.preventDefault()); // the caret stays in the answer
        item.addEventListener("click", () => choose(item));
        return item;
      }),
    );
    shown.hidden = false;
    turnTo(items()[0]!);
  }

  async function look(event: Event): Promise<void> {
    if (!isAnswer(event.target)) return;
    const typed = begun();
    const shown = list();
    if (typed === null || !shown) return close();
    const mine = ++asked;
    const choices = await kind.ask(shown, typed);
    if (mine === asked && choices) show(choices);
  }

  document.addEventListener("input", (event) => void look(event));
  document.addEventListener("trix-change", (event) => void look(event));
  document.addEventListener(
    "keydown",
    (event) => {
      if (list()?.hidden !== false || !isAnswer(event.target) || event.isComposing) return;
      const all = items();
      const at = all.findIndex((item) => item.ariaSelected === "true");
      if (event.key === "ArrowDown") turnTo(all[(at + 1) % all.length]!);
      else if (event.key === "ArrowUp") turnTo(all.at(at - 1)!);
      else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey) choose(all[at]!);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopImmediatePropagation(); // the other list hears of it no more
    },
    { capture: true },
  );
  document.addEventListener("focusout", (event) => isAnswer(event.target) && close());
}

export async function asked<T>(address: string): Promise<T | null> {
  const answer = await fetch(address, { headers: { Accept: "application/json", "HX-Request": "true" } }).catch(() => null);
  return answer?.ok ? ((await answer.json()) as T) : null;
}
