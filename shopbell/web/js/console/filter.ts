// <input type="search" data-filter> in a menu: shows the items that hold all its words; arrow down goes to
// them, Enter takes the first. A menu that htmx fills puts the focus where a menu's focus belongs, and makes
// room for what came: menu.ts has placed it when it was still empty. When no item fits, [data-filter-none] says so, and
// the button [data-filter-make="Make “{}”"] offers the new word; Enter goes to it and does not press it.

const GAP = 6;

const itemsOf = (field: Element): HTMLElement[] => [...(field.closest(".menu")?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
const shown = (item: HTMLElement): boolean => !item.hidden;
const makeOf = (field: Element): HTMLButtonElement | null => field.closest(".menu")?.querySelector<HTMLButtonElement>("[data-filter-make]") ?? null;

function offerNew(field: HTMLInputElement): void {
  const word = field.value.trim();
  const isNew = word !== "" && !itemsOf(field).some(shown);
  const none = field.closest(".menu")?.querySelector<HTMLElement>("[data-filter-none]");
  if (none) none.hidden = !isNew;
  const make = makeOf(field);
  if (!make) return;
  make.hidden = !isNew;
  make.value = word;
  make.textContent = make.dataset.filterMake!.replace("{}", () => word);
}

document.addEventListener("input", (event) => {
  const field = event.target as HTMLInputElement;
  if (!field.matches("[data-filter]")) return;
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const item of itemsOf(field)) {
    const text = `${item.closest("[role=group]")?.getAttribute("aria-label") ?? ""} ${item.textContent}`.toLowerCase();
    item.hidden = !words.every((word) => text.includes(word));
  }
  for (const group of field.closest(".menu")?.querySelectorAll<HTMLElement>("[role=group]") ?? []) {
    group.hidden = ![...group.querySelectorAll<HTMLElement>("[role^=menuitem]")].some(shown);
  }
  offerNew(field);
});

document.addEventListener("keydown", (event) => {
  const field = event.target as Element;
  if (!field.matches?.("[data-filter]")) return;
  const first = itemsOf(field).find(shown);
  if (event.key !== "ArrowDown" && event.key !== "Enter") return;
  event.preventDefault();
  if (event.key === "Enter" && first) first.click();
  else (first ?? makeOf(field))?.focus();
});

function keepInSight(menu: HTMLElement): void {
  const { bottom, height, right, width } = menu.getBoundingClientRect();
  const button = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`)?.getBoundingClientRect();
  if (bottom > innerHeight - GAP) menu.style.top = `${Math.max(GAP, (button?.top ?? innerHeight) - height - GAP)}px`;
  if (right > innerWidth - GAP) menu.style.left = `${Math.max(GAP, innerWidth - width - GAP)}px`;
}

document.addEventListener("htmx:afterSettle", (event) => {
  const menu = (event.target as Element).closest<HTMLElement>(".menu:popover-open");
  if (menu) keepInSight(menu);
  const target = menu?.querySelector<HTMLElement>("[data-filter]") ?? menu?.querySelector<HTMLElement>("[aria-checked=true], [role^=menuitem]");
  target?.focus();
});
