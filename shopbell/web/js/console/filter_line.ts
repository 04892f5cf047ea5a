// The filter line: completion while typing, chips by a click or with Backspace, the list behind it at once.
//
// What may follow is `completion.ts`; here is what the line of a list does besides.

import { complete } from "../completion";
import { htmx } from "../htmx";
import { onKey } from "../keys";
import { openTicket } from "./list";

const entry = (): HTMLInputElement | null => document.querySelector("#filter-input");
const line = (): HTMLFormElement | null => document.querySelector("[data-filter-line]");

let isAdding = false;

const completion = complete({
  field: entry,
  list: () => document.querySelector<HTMLElement>("#filter-offers"),
  taken: () => line()?.requestSubmit(),
  entered: () => line()?.requestSubmit(),
});

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

document.addEventListener("click", (event) => {
  const target = event.target as Element;
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
  if (completion.key(event)) return;
  if (event.key === "Escape") {
    event.preventDefault();
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
  completion.close();
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
