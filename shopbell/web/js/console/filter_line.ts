// The filter line: completion while typing, chips by a click or with Backspace, the list behind it at once.
//
// The server says what may follow, each offer with the whole text as it will be; this module knows nothing of the
// language. The choice is a listbox beside the field, which keeps the focus all the while.

import { htmx } from "../htmx";
import { onKey } from "../keys";
import { openTicket } from "./list";

const PAUSE_MS = 90;
const GAP = 4;
const MOST_ASKED = 5;

const entry = (): HTMLInputElement | null => document.querySelector("#filter-input");
const box = (): HTMLElement | null => document.querySelector("#filter-offers");
const line = (): HTMLFormElement | null => document.querySelector("[data-filter-line]");
const offers = (): HTMLElement[] => [...(box()?.querySelectorAll<HTMLElement>(".offer") ?? [])];
const chosen = (): HTMLElement | undefined => offers().find((offer) => offer.getAttribute("aria-selected") === "true");
const isOpen = (): boolean => box()?.matches(":popover-open") ?? false;

let timer = 0;
let asked = 0;
let isAdding = false;
let coming: Promise<void> | null = null; // an arrow waits for what it will choose from, and Enter waits for the arrow
let isStale = true; // what is offered was for other text: quick fingers must not choose from it

function close(): void {
  clearTimeout(timer);
  isStale = true;
  asked += 1; // what is still on its way comes too late
  if (isOpen()) box()?.hidePopover();
  entry()?.setAttribute("aria-expanded", "false");
  entry()?.removeAttribute("aria-activedescendant");
}

function place(list: HTMLElement): void {
  const field = entry()!.getBoundingClientRect();
  const isRight = getComputedStyle(list).direction === "rtl";
  const { width, height } = list.getBoundingClientRect();
  const left = isRight ? field.right - width : field.left;
  const below = field.bottom + GAP;
  list.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
  list.style.top = `${below + height <= innerHeight - GAP ? below : Math.max(GAP, innerHeight - height - GAP)}px`;
}

function choose(offer: HTMLElement | undefined): void {
  for (const each of offers()) each.setAttribute("aria-selected", String(each === offer));
  if (offer) {
    entry()?.setAttribute("aria-activedescendant", offer.id);
    offer.scrollIntoView({ block: "nearest" });
  } else entry()?.removeAttribute("aria-activedescendant");
}

/** Ask what may follow; resolves to whether the offers are those for the text as it stands. */
async function ask(): Promise<boolean> {
  const field = entry();
  const list = box();
  if (!field || !list) return false;
  const turn = ++asked;
  const text = field.value.slice(0, field.selectionStart ?? field.value.length);
  const answer = await fetch(`${field.dataset.offers}?text=${encodeURIComponent(text)}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  const html = answer?.ok ? await answer.text() : null;
  if (html === null || turn !== asked || document.activeElement !== field) return false;
  list.innerHTML = html;
  isStale = false;
  if (!offers().length) {
    close();
    return true;
  }
  if (!isOpen()) list.showPopover();
  field.setAttribute("aria-expanded", "true");
  field.removeAttribute("aria-activedescendant");
  place(list);
  return true;
}

/** Ask until the answer is for the text as it stands: the list behind may be drawn anew while it is on its way. */
async function askForSure(): Promise<boolean> {
  for (let times = 0; times < MOST_ASKED; times++) {
    clearTimeout(timer);
    if (await ask()) return true;
  }
  return false;
}

function askSoon(): void {
  clearTimeout(timer);
  asked += 1; // what is on its way was asked for other text
  isStale = true;
  choose(undefined);
  timer = window.setTimeout(() => void ask(), PAUSE_MS);
}

function take(offer: HTMLElement): void {
  const field = entry()!;
  const behind = field.value.slice(field.selectionStart ?? field.value.length).trimStart();
  const text = offer.dataset.text!;
  field.value = text + behind;
  field.focus();
  field.setSelectionRange(text.length, text.length);
  if (offer.hasAttribute("data-goes-on")) return void ask();
  close();
  line()?.requestSubmit();
}

/** Show the list with the filter `text`; what is in the entry stays there. */
async function show(text: string): Promise<void> {
  const form = line();
  if (!form) return;
  const address = new URL(form.action);
  if (text) address.searchParams.set("filter", text);
  if (openTicket()) address.searchParams.set("ticket", openTicket());
  await htmx.ajax("get", address.pathname + address.search, { source: "#list", target: "#list", swap: "morph" });
}

/** Take a condition back into the entry, to be changed. */
async function edit(text: string, without: string): Promise<void> {
  const field = entry();
  if (!field) return;
  field.value = [text, field.value.trim()].filter(Boolean).join(" ");
  await show(without);
  entry()?.focus();
  entry()?.setSelectionRange(text.length, text.length);
}

document.addEventListener("input", (event) => {
  if (event.target === entry()) askSoon();
});

document.addEventListener("focusin", (event) => {
  if (event.target === entry()) askSoon();
  else if (isOpen()) close();
});

document.addEventListener("focusout", (event) => {
  if (event.target === entry()) setTimeout(() => document.activeElement !== entry() && close(), 0);
});

// a press on an offer must not take the focus out of the field
document.addEventListener("pointerdown", (event) => {
  if ((event.target as Element).closest("#filter-offers")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const offer = target.closest<HTMLElement>("#filter-offers .offer");
  if (offer) return take(offer);
  if (!target.closest("[data-filter-line]")) return;
  const editing = target.closest<HTMLElement>("[data-edit]");
  const removing = target.closest<HTMLElement>("a[data-without]");
  if (editing) return void edit(editing.dataset.edit!, editing.dataset.without!);
  if (removing) {
    event.preventDefault();
    return void show(removing.dataset.without!).then(() => entry()?.focus());
  }
  if (target.classList.contains("filter-box")) entry()?.focus();
});

document.addEventListener("keydown", (event) => {
  const field = entry();
  if (event.target !== field || !field || event.isComposing) return;
  const all = offers();
  const at = all.indexOf(chosen()!);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (isStale || !isOpen()) {
      coming = askForSure().then((isSure) => choose(isSure ? offers().at(event.key === "ArrowDown" ? 0 : -1) : undefined));
      return void coming.finally(() => (coming = null));
    }
    choose(all[event.key === "ArrowDown" ? (at + 1) % all.length : at <= 0 ? all.length - 1 : at - 1]);
  } else if (event.key === "Enter" && coming) {
    event.preventDefault();
    void coming.then(() => (chosen() ? take(chosen()!) : line()?.requestSubmit()));
  } else if ((event.key === "Enter" || event.key === "Tab") && isOpen() && chosen()) {
    event.preventDefault();
    take(chosen()!);
  } else if (event.key === "Escape") {
    event.preventDefault();
    if (isOpen()) return close();
    field.value = "";
    field.blur();
  } else if (event.key === "Backspace" && !field.value) {
    const last = [...document.querySelectorAll<HTMLElement>("[data-filter-line] .chip-text")].at(-1);
    if (!last) return;
    event.preventDefault();
    void edit(last.dataset.edit!, last.dataset.without!);
  }
});

// what htmx sends along: which ticket stays open beside the list
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, parameters } = (event as CustomEvent).detail;
  if (elt !== line()) return;
  close();
  isAdding = true;
  if (openTicket()) parameters.ticket = openTicket();
});

// understood: the chip is there, and the entry is for the next
document.addEventListener("htmx:afterSwap", (event) => {
  const field = entry();
  if (!isAdding || !field || (event.target as Element).id !== "list") return;
  isAdding = false;
  if (!document.querySelector("[data-trouble]")) field.value = "";
});

onKey("filter", () => {
  entry()?.focus();
  return entry() !== null;
});
