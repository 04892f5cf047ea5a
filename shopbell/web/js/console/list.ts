// The list of tickets: which row is open, and that nothing the eye or the pointer is on moves when the
// list changes. A row that comes in above slides in; the scroll position makes room for it.

import { behave } from "../behave";

export const list = (): HTMLElement | null => document.querySelector("[data-list]");
export const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-list] .row")];
export const openTicket = (): string => document.querySelector<HTMLElement>(".ticket[data-ticket]")?.dataset.ticket ?? "";

/** Show which ticket is open; its row is read from that moment on. */
function markOpen(): void {
  const open = openTicket();
  for (const row of rows()) {
    const link = row.querySelector("a");
    if (row.dataset.ticket === open) {
      link?.setAttribute("aria-current", "true");
      row.classList.remove("is-unread");
    } else link?.removeAttribute("aria-current");
  }
}

/** The row to hold still: the one pointed at, with the focus, or open and in sight. */
function anchorOf(box: HTMLElement): HTMLElement | null {
  const pointed = box.querySelector<HTMLElement>(".row:hover") ?? box.querySelector<HTMLElement>(".row:focus-within");
  if (pointed) return pointed;
  const top = box.getBoundingClientRect();
  const inSight = (row: HTMLElement) => row.getBoundingClientRect().bottom > top.top && row.getBoundingClientRect().top < top.bottom;
  const open = box.querySelector<HTMLElement>(".row:has([aria-current])");
  if (open && inSight(open)) return open;
  return box.scrollTop > 0 ? (rows().find(inSight) ?? null) : null;
}

/** As many rows as are shown are fetched again, not only the first page. */
function keepLength(box: HTMLElement): void {
  const address = new URL(box.dataset.liveUrl!, location.href);
  address.searchParams.set("rows", String(rows().length));
  box.dataset.liveUrl = address.pathname + address.search;
}

behave("[data-list]", (box) => {
  let hold: { row: HTMLElement; top: number } | null = null;
  let known = new Set(rows().map((row) => row.id));
  markOpen();

  box.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target !== box) return;
    const row = anchorOf(box);
    hold = row && { row, top: row.getBoundingClientRect().top };
    known = new Set(rows().map((row) => row.id));
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.target as Element;
    if (!box.isConnected || !(target.id === "list" || target.id === "rows" || target.closest("#rows"))) return;
    markOpen();
    keepLength(box);
    if (hold?.row.isConnected) box.scrollTop += hold.row.getBoundingClientRect().top - hold.top;
    if (target.id === "list") for (const row of rows()) row.classList.toggle("is-fresh", !known.has(row.id));
    hold = null;
  });
});

document.addEventListener("htmx:afterSettle", (event) => {
  if ((event.target as Element).id === "work") markOpen();
});
