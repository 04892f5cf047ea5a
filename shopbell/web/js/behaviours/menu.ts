// A popover menu: beside its button and inside the window, with the focus in it; arrows, Home, End and
// letters move, Escape gives the focus back (the browser does that).

import { behave } from "../behave";

const GAP = 6;
const ITEMS = "[role^=menuitem], a, button";

const buttonOf = (menu: HTMLElement): HTMLElement | null => document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
const itemsOf = (menu: HTMLElement): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>(ITEMS)].filter((item) => !item.hasAttribute("disabled"));

function place(menu: HTMLElement): void {
  const button = buttonOf(menu);
  if (!button) return;
  const from = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const isRight = (getComputedStyle(menu).direction === "rtl") !== (menu.dataset.align === "end");
  const fitsBelow = from.bottom + GAP + height <= innerHeight;
  const left = isRight ? from.right - width : from.left;
  menu.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
  menu.style.top = `${Math.max(GAP, fitsBelow ? from.bottom + GAP : from.top - height - GAP)}px`;
}

function move(menu: HTMLElement, event: KeyboardEvent): void {
  const items = itemsOf(menu);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const letter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey ? event.key.toLowerCase() : "";
  const next =
    event.key === "ArrowDown" ? items[(at + 1) % items.length]
    : event.key === "ArrowUp" ? items.at(at <= 0 ? -1 : at - 1)
    : event.key === "Home" ? items[0]
    : event.key === "End" ? items.at(-1)
    : letter && letter !== " " ? [...items.slice(at + 1), ...items].find((item) => item.textContent?.trim().toLowerCase().startsWith(letter))
    : undefined;
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function settle(menu: HTMLElement): void {
  place(menu);
  if (menu.contains(document.activeElement)) return; // a search field with autofocus
  (menu.querySelector<HTMLElement>("[aria-checked=true]") ?? itemsOf(menu)[0])?.focus();
}

// a form that opens beside its button: it keeps its own keys, and closes when it is sent
behave("form.menu[popover]", (form) => {
  form.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState === "open") place(form);
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if ((event as CustomEvent<{ successful: boolean }>).detail.successful) form.hidePopover();
  });
});

behave("[data-menu]", (menu) => {
  const button = buttonOf(menu);
  button?.setAttribute("aria-expanded", "false");
  menu.addEventListener("toggle", (event) => {
    const isOpen = (event as ToggleEvent).newState === "open";
    buttonOf(menu)?.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) settle(menu);
    else if (menu.hasAttribute("data-empties")) menu.replaceChildren(); // what is live in it is asked for no more
  });
  // items that are fetched when it opens come a moment later: it has another size then, and something to focus
  menu.addEventListener("htmx:afterSettle", () => {
    if (menu.matches(":popover-open")) settle(menu);
  });
  menu.addEventListener("keydown", (event) => {
    if ((event.target as Element).matches("input, textarea")) return;
    move(menu, event);
  });
  menu.addEventListener("click", (event) => {
    if ((event.target as Element).closest(ITEMS) && !menu.hasAttribute("data-stays")) menu.hidePopover();
  });
});
