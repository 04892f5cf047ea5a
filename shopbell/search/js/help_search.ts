/** The search box of the help centre suggests while somebody types (a combobox with a list), and the page of results says which searches led somewhere. */

import { tellByOwnClock } from "../../web/js/own_clock";
import { recallVote } from "./voted";

type Suggestion = { title: string; address: string; kind: string };

const PAUSE = 150; // milliseconds without a key
const SHORTEST = 2;

class Box {
  private readonly input: HTMLInputElement;
  private readonly list = document.createElement("ul");
  private readonly status = document.createElement("p"); // tells who does not see the list how much is in it
  private chosen = -1;
  private timer = 0;
  private asked = "";

  constructor(private readonly form: HTMLFormElement) {
    this.input = form.querySelector("input")!;
    this.list.id = `${this.input.id}-suggested`;
    this.list.className = "help-suggested";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", form.querySelector("label")!.textContent);
    this.status.className = "sr-only";
    this.status.setAttribute("role", "status");
    form.append(this.list, this.status);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id })) {
      this.input.setAttribute(name, value);
    }
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
    this.list.addEventListener("click", (event) => this.follow((event.target as Element).closest("li")));
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), PAUSE);
  }

  private async ask(): Promise<void> {
    const typed = this.input.value.trim();
    this.asked = typed;
    if (typed.length < SHORTEST) return this.close();
    const answer = await fetch(`${this.form.dataset.helpSearch}?q=${encodeURIComponent(typed)}`).catch(() => null);
    if (!answer?.ok || this.asked !== typed || document.activeElement !== this.input) return;
    const { hits, said } = (await answer.json()) as { hits: Suggestion[]; said: string };
    if (this.asked !== typed) return;
    this.show(hits);
    this.status.textContent = said;
  }

  private show(hits: Suggestion[]): void {
    this.list.replaceChildren(...hits.map((hit, number) => this.item(hit, number)));
    this.choose(-1);
    this.open(hits.length > 0);
  }

  private item(hit: Suggestion, number: number): HTMLElement {
    const item = document.createElement("li");
    const title = document.createElement("span");
    const kind = document.createElement("small");
    title.textContent = hit.title;
    title.dir = "auto";
    kind.textContent = hit.kind;
    item.id = `${this.list.id}-${number}`;
    item.dataset.address = hit.address;
    item.setAttribute("role", "option");
    item.append(title, kind);
    return item;
  }

  private press(event: KeyboardEvent): void {
    if (event.isComposing || this.list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const places = this.list.children.length + 1; // and the box itself
      this.choose(((this.chosen + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && this.chosen >= 0) {
      this.follow(this.list.children[this.chosen] as HTMLElement);
    } else if (event.key === "Escape") {
      this.close();
    } else return;
    event.preventDefault();
  }

  private choose(number: number): void {
    this.chosen = number;
    [...this.list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === number)));
    const item = this.list.children[number];
    if (item) this.input.setAttribute("aria-activedescendant", item.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private follow(item: HTMLElement | null): void {
    if (item?.dataset.address) location.assign(item.dataset.address);
  }

  private open(isOpen: boolean): void {
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
  }

  private close(): void {
    window.clearTimeout(this.timer);
    this.open(false);
    this.choose(-1);
    this.status.textContent = "";
  }
}

/** Say once that one of the results was opened: which search was of use, not who asked. */
function tellOpened(found: HTMLElement): void {
  const tell = (event: Event) => {
    if (!(event.target as Element).closest("a")) return;
    found.removeEventListener("click", tell);
    navigator.sendBeacon(found.dataset.openedAt!, new URLSearchParams({ search: found.dataset.opened! }));
  };
  found.addEventListener("click", tell);
}

document.querySelectorAll<HTMLFormElement>("form[data-help-search]").forEach((form) => new Box(form));
document.querySelectorAll<HTMLElement>("[data-opened]").forEach(tellOpened);
recallVote();
void tellByOwnClock();
