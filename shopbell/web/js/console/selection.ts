// Selecting tickets in the list: by the box of a row, the key, a range with Shift, a long press, or all of the view.
// What is selected is kept here by number: rows may be fetched again, come and go, and the selection stays.

import { behave } from "../behave";
import { htmx } from "../htmx";
import { onKey } from "../keys";
import { openTicket, rows } from "./list";

const LONG_PRESS_MS = 500;
const chosen = new Set<string>();
let isAll = false; // then `chosen` are those left out
let isStarted = false; // by the button: the boxes show before anything is selected
let last = ""; // where a range begins
let total = ""; // of the view, in words
const filterText = (): string => document.querySelector<HTMLElement>("[data-list]")?.dataset.filterText ?? "";
let filtered = filterText();

const bar = (): HTMLElement | null => document.querySelector("[data-selection]");
const boxOf = (row: Element | null | undefined): HTMLInputElement | null => row?.querySelector<HTMLInputElement>("[data-select]") ?? null;
const isSelected = (ticket: string): boolean => chosen.has(ticket) !== isAll;
const isAny = (): boolean => isAll || chosen.size > 0;

function show(): void {
  const list = document.querySelector<HTMLElement>("[data-list]");
  const line = bar();
  if (!list || !line) return;
  for (const row of rows()) {
    const box = boxOf(row);
    if (box) box.checked = isSelected(row.dataset.ticket!);
    row.classList.toggle("is-selected", box?.checked ?? false);
  }
  const isOpen = isAny() || isStarted;
  list.classList.toggle("is-selecting", isOpen);
  line.hidden = !isOpen;
  const count = line.querySelector<HTMLElement>("[data-selection-count]")!;
  const all = line.querySelector<HTMLElement>("[data-select-all]")!;
  const number = isAll ? (chosen.size ? `${total} − ${chosen.size}` : total) : String(chosen.size);
  count.textContent = isAny() ? count.dataset.words!.replace("{}", number) : count.dataset.wordsNone!;
  all.textContent = all.dataset.words!.replace("{}", total || "…");
  all.hidden = isAll;
  line.querySelector<HTMLElement>("[data-selection-change]")!.hidden = !isAny();
  if (isOpen && !total) void fetchTotal(line);
}

async function fetchTotal(line: HTMLElement): Promise<void> {
  total = "…";
  const answer = await fetch(`${line.dataset.count!}?filter=${encodeURIComponent(filterText())}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  total = answer?.ok ? await answer.text() : "";
  if (total) show();
}

function set(ticket: string, isOn: boolean): void {
  if (isOn === isAll) chosen.delete(ticket);
  else chosen.add(ticket);
}

/** Select `ticket` or not; with `isRange` all rows from the last one on, alike. */
function choose(ticket: string, isOn: boolean, isRange: boolean): void {
  const numbers = rows().map((row) => row.dataset.ticket!);
  const [from, to] = [numbers.indexOf(last), numbers.indexOf(ticket)].sort((a, b) => a - b);
  if (isRange && from! >= 0) for (const each of numbers.slice(from, to! + 1)) set(each, isOn);
  else set(ticket, isOn);
  last = ticket;
  show();
}

function clear(): void {
  chosen.clear();
  isAll = isStarted = false;
  last = total = "";
  show();
}

// another filter is another list: what was selected in the one before is not meant
document.addEventListener("htmx:afterSwap", () => {
  if (filterText() === filtered) return;
  filtered = filterText();
  clear();
});

const here = (): HTMLElement | undefined => rows().find((row) => row.contains(document.activeElement)) ?? rows().find((row) => row.dataset.ticket === openTicket());

function toggleHere(isRange: boolean): boolean {
  const row = here() ?? rows()[0];
  if (!row) return false;
  if (!here()) row.querySelector("a")?.focus();
  const ticket = row.dataset.ticket!;
  choose(ticket, isRange || !isSelected(ticket), isRange);
  return true;
}

/** Open the dialog of a bulk action for what is selected; false when nothing is. */
function change(action: string, value = ""): boolean {
  const line = bar();
  if (!line || !isAny()) return false;
  const numbers = [...chosen].join(",");
  const values = isAll ? { view: line.dataset.view, filter: filterText(), except: numbers, ids: "" } : { ids: numbers, view: "", except: "" };
  void htmx.ajax("post", line.dataset.choose!, { target: "#dialog", swap: "innerHTML", values: { action, value, ...values } });
  return true;
}

document.addEventListener("click", (event) => {
  const target = event.target as HTMLElement;
  const box = target.closest<HTMLInputElement>("[data-select]");
  if (box) return choose(box.closest<HTMLElement>(".row")!.dataset.ticket!, box.checked, event.shiftKey);
  const action = target.closest<HTMLElement>("[data-bulk]");
  if (action) return void change(action.dataset.bulk!);
  if (target.closest("[data-select-start]")) {
    isStarted = true;
    show();
  } else if (target.closest("[data-select-all]")) {
    chosen.clear();
    isAll = true;
    show();
  } else if (target.closest("[data-selection-clear]")) clear();
});

// Shift and a click on a row selects up to it; while tickets are being selected by touch, a tap does
document.addEventListener(
  "click",
  (event) => {
    const row = (event.target as Element).closest<HTMLElement>("[data-list] .row");
    if (!row || (event.target as Element).closest("label")) return;
    const isTap = (event as PointerEvent).pointerType === "touch" && (isAny() || isStarted);
    if (!event.shiftKey && !isTap && !pressed) return;
    event.preventDefault();
    event.stopPropagation();
    if (!pressed) choose(row.dataset.ticket!, event.shiftKey || !isSelected(row.dataset.ticket!), event.shiftKey);
    pressed = false;
  },
  true,
);

let pressed = false; // the click that ends a long press opens nothing
let timer = 0;

document.addEventListener("pointerdown", (event) => {
  const row = (event.target as Element).closest<HTMLElement>("[data-list] .row");
  pressed = false;
  clearTimeout(timer);
  if (!row || event.pointerType !== "touch") return;
  timer = window.setTimeout(() => {
    pressed = true;
    choose(row.dataset.ticket!, !isSelected(row.dataset.ticket!), false);
  }, LONG_PRESS_MS);
});
for (const name of ["pointerup", "pointercancel", "pointermove"]) {
  document.addEventListener(name, (event) => {
    const { movementX, movementY } = event as PointerEvent;
    if (name !== "pointermove" || Math.abs(movementX) + Math.abs(movementY) > 4) clearTimeout(timer);
  });
}
document.addEventListener("contextmenu", (event) => {
  if (pressed && (event.target as Element).closest(".row")) event.preventDefault();
});

onKey("select", () => toggleHere(false));
onKey("select-range", () => toggleHere(true));
onKey("status", () => change("status"));
onKey("assign", () => change("assign"));
onKey("tags", () => change("tag"));
onKey("solve", () => change("status", "solved"));
onKey("snooze", () => change("snooze"));
onKey("spam", () => change("spam", "yes"));
onKey("delete", () => change("delete", "yes"));
onKey("leave", () => (isAny() || isStarted ? clear() : false));

behave("[data-list]", show);
document.addEventListener("htmx:afterSwap", (event) => {
  if ((event.target as Element).closest("#list, #rows, .row-more")) show();
});
document.addEventListener("bulk-started", clear);

// The preview is of the value that is chosen: until it is there nothing can be changed, and when it cannot be had,
// nothing is chosen.
document.addEventListener("htmx:beforeSend", (event) => {
  if (!(event.target as Element).matches("#bulk-value")) return;
  document.querySelector("#bulk-preview .button-main")?.setAttribute("disabled", "");
});
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const choice = event.target as HTMLSelectElement;
    if (choice.matches("#bulk-value")) choice.value = "";
  });
}
