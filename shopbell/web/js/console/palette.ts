// The palette (Ctrl-K, ⌘K): a combobox over every place of the desk and every action of this screen. The
// server finds places; actions are read off the screen. The focus stays in the box and goes back on closing.

import { onKey } from "../keys";
import { openTicket } from "./list";
import { actionsFor, fetchMenus } from "./palette_actions";
import { noteVisit } from "./palette_visits";
import { t } from "../words";

const WAIT_MS = 60; // for the next letter

const dialog = (): HTMLDialogElement | null => document.querySelector("[data-palette]");

class Palette {
  private readonly box: HTMLInputElement;
  private readonly actions: HTMLElement;
  private readonly found: HTMLElement;
  private timer = 0;
  private asking: AbortController | null = null;
  private hasMenus = false;
  private hasMoved = false;

  constructor(private readonly dialog: HTMLDialogElement) {
    this.box = dialog.querySelector("input")!;
    this.actions = dialog.querySelector<HTMLElement>("[data-palette-actions]")!;
    this.found = dialog.querySelector<HTMLElement>("[data-palette-found]")!;
    this.box.addEventListener("input", () => this.changed());
    this.box.addEventListener("keydown", (event) => this.key(event));
    dialog.addEventListener("pointermove", (event) => this.choose((event.target as Element).closest<HTMLElement>("[role=option]"), false));
    dialog.addEventListener("click", (event) => this.clicked(event));
  }

  open(): void {
    this.box.value = "";
    this.actions.hidden = true;
    this.hasMenus = false;
    this.dialog.showModal();
    this.box.focus();
    void this.ask();
  }

  private changed(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), WAIT_MS);
  }

  private async ask(): Promise<void> {
    this.asking?.abort();
    this.asking = new AbortController();
    this.hasMoved = false;
    this.showActions();
    void this.fetchMenus();
    const address = `${this.dialog.dataset.url!}?${new URLSearchParams({ q: this.box.value, ticket: openTicket() })}`;
    const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Current-URL": location.href }, signal: this.asking.signal }).catch(() => null);
    if (answer?.status === 401) return location.assign(answer.headers.get("HX-Redirect") ?? location.href);
    if (!answer && !this.asking.signal.aborted) return this.miss();
    if (!answer?.ok) return;
    const words = this.box.value;
    const html = await answer.text().catch(() => null);
    if (html === null || words !== this.box.value) return;
    this.found.innerHTML = html;
    this.settle();
  }

  /** The desk cannot be reached: what can be done without it stays. */
  private miss(): void {
    const line = document.createElement("p");
    line.className = "menu-title";
    line.setAttribute("role", "option"); // a list box holds nothing else
    line.setAttribute("aria-disabled", "true");
    line.setAttribute("aria-selected", "false");
    line.textContent = t("The desk cannot be reached.");
    this.found.replaceChildren(line);
    this.settle();
    this.dialog.querySelector("[data-palette-count]")!.textContent = line.textContent;
  }

  private showActions(): void {
    for (const old of this.actions.querySelectorAll("[role=option]")) old.remove();
    const actions = actionsFor(this.box.value);
    this.actions.append(...actions);
    this.actions.hidden = actions.length === 0;
    this.settle();
  }

  /** The menus of the ticket, once something is typed; what they hold comes in unless the choice has moved on. */
  private async fetchMenus(): Promise<void> {
    if (this.hasMenus || !this.box.value.trim()) return;
    this.hasMenus = true;
    await fetchMenus();
    if (this.dialog.open && !this.hasMoved) this.showActions();
  }

  /** Choose the first and say how many there are. */
  private settle(): void {
    const all = this.options();
    const line = this.dialog.querySelector<HTMLElement>("[data-palette-count]")!;
    line.textContent = line.dataset.words!.replace("{}", String(all.length));
    this.choose(all[0] ?? null, true);
  }

  private options(): HTMLElement[] {
    return [...this.dialog.querySelectorAll<HTMLElement>("[role=group]:not([hidden]) [role=option]")];
  }

  private get chosen(): HTMLElement | null {
    return this.dialog.querySelector("[role=option][aria-selected=true]");
  }

  private choose(option: HTMLElement | null, scrolls: boolean): void {
    if (!option && !scrolls) return;
    this.chosen?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    if (option) this.box.setAttribute("aria-activedescendant", option.id);
    else this.box.removeAttribute("aria-activedescendant");
    if (scrolls) option?.scrollIntoView({ block: "nearest" });
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const all = this.options();
    const at = this.chosen ? all.indexOf(this.chosen) : -1;
    const next =
      event.key === "ArrowDown" ? all[(at + 1) % all.length]
      : event.key === "ArrowUp" ? all.at(at <= 0 ? -1 : at - 1)
      : event.key === "PageDown" ? all[Math.min(all.length - 1, at + 8)]
      : event.key === "PageUp" ? all[Math.max(0, at - 8)]
      : undefined;
    if (next) {
      event.preventDefault();
      this.hasMoved = true;
      this.choose(next, true);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.chosen?.click();
    }
  }

  private clicked(event: MouseEvent): void {
    const option = (event.target as Element).closest<HTMLElement>("[role=option]");
    if (!option) return;
    if (option.dataset.place) noteVisit(option.dataset.place);
    if (!event.ctrlKey && !event.metaKey) this.dialog.close(); // gives the focus back; then the link leads on
  }
}

let palette: Palette | null = null;

function openPalette(): boolean {
  const element = dialog();
  if (!element || document.querySelector("dialog[open]")) return false;
  palette ??= new Palette(element);
  palette.open();
  return true;
}

onKey("palette", openPalette);
