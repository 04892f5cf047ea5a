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
  private menus: Promise<void> | null = null;
  private hasMoved = false;
  private isBehind = false; // what is shown is not yet for what is typed
  private isEntered = false; // Enter was pressed meanwhile

  constructor(private readonly dialog: HTMLDialogElement) {
    this.box = dialog.querySelector("input")!;
    this.actions = dialog.querySelector<HTMLElement>("[data-palette-actions]")!;
    this.found = dialog.querySelector<HTMLElement>("[data-palette-found]")!;
    this.box.addEventListener("input", () => this.changed());
    this.box.addEventListener("keydown", (event) => this.key(event));
    dialog.addEventListener("pointermove", (event) => this.pointed(event));
    dialog.addEventListener("click", (event) => this.clicked(event));
  }

  open(): void {
    this.box.value = "";
    this.isEntered = false;
    this.actions.hidden = true;
    this.menus = null;
    this.dialog.showModal();
    this.box.focus();
    void this.ask();
  }

  private changed(): void {
    this.isBehind = true;
    this.isEntered = false;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), WAIT_MS);
  }

  private async ask(): Promise<void> {
    this.asking?.abort();
    const { signal } = (this.asking = new AbortController());
    const words = this.box.value;
    this.hasMoved = false;
    this.isBehind = true;
    this.showActions();
    const menus = this.fetchMenus();
    const address = `${this.dialog.dataset.url!}?${new URLSearchParams({ q: words, ticket: openTicket() })}`;
    const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Current-URL": location.href }, signal }).catch(() => null);
    if (answer?.status === 401) return location.assign(answer.headers.get("HX-Redirect") ?? location.href);
    const html = answer?.ok ? await answer.text().catch(() => null) : null;
    if (signal.aborted || words !== this.box.value) return;
    if (html === null) return this.miss();
    this.found.innerHTML = html;
    this.settle();
    await menus;
    if (!signal.aborted && words === this.box.value) this.caughtUp();
  }

  /** What is shown is for what is typed: an Enter that came before goes on. */
  private caughtUp(): void {
    this.isBehind = false;
    if (this.isEntered) this.go();
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
    this.caughtUp();
  }

  private showActions(): void {
    for (const old of this.actions.querySelectorAll("[role=option]")) old.remove();
    const actions = actionsFor(this.box.value);
    this.actions.append(...actions);
    this.actions.hidden = actions.length === 0;
    this.settle();
    if (actions.length) this.caughtUp(); // an action comes first, whatever else is found
  }

  /** The menus of the ticket, once something is typed; what they hold comes in unless the choice has moved on. */
  private fetchMenus(): Promise<void> {
    if (!this.box.value.trim()) return Promise.resolve();
    return (this.menus ??= fetchMenus().then(() => {
      if (this.dialog.open && !this.hasMoved) this.showActions();
    }));
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
      if (this.isBehind && !this.hasMoved) this.isEntered = true; // the first of what was typed, not of the letters before
      else this.go();
    }
  }

  private go(): void {
    this.isEntered = false;
    if (this.dialog.open) this.chosen?.click();
  }

  /** A pointer that rests chooses nothing: browsers tell of a move also when choices come in under it. */
  private pointed({ movementX, movementY, target }: PointerEvent): void {
    if (movementX || movementY) this.choose((target as Element).closest<HTMLElement>("[role=option]"), false);
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
