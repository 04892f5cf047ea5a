// The wall: a ticket is dragged onto an agent or a team, by a mouse anywhere on it, by a finger or a pen on its handle;
// the button beside it does the same by a menu. And the full screen for a monitor. A script of its own: only this
// page loads it, and what it sends goes through the page's own form.

interface Drag {
  row: HTMLElement;
  x: number;
  y: number;
  ghost: HTMLElement | null; // there is one once the pointer has moved far enough
  over: HTMLElement | null;
}

const FAR = 6;
const EDGE = 56; // near the upper or lower end of the page, it scrolls
const STEP = 14;
let drag: Drag | null = null;
let isStale = false; // it changed while something was in the hand
let scroller = 0;

const page = (): HTMLElement | null => document.querySelector("[data-wall]");

function start(event: PointerEvent): void {
  const target = event.target as Element;
  const row = target.closest<HTMLElement>("[data-drag]");
  const isByHandle = target.closest("[data-grip]") !== null;
  if (!row || event.button !== 0 || (!isByHandle && (event.pointerType !== "mouse" || target.closest("button, .menu")))) return;
  drag = { row, x: event.clientX, y: event.clientY, ghost: null, over: null };
}

function lift({ row }: Drag): HTMLElement {
  const ghost = document.createElement("div");
  ghost.className = "wall-ghost";
  ghost.textContent = row.dataset.name ?? "";
  document.body.append(ghost);
  row.classList.add("is-lifted");
  document.documentElement.classList.add("is-dragging");
  getSelection()?.removeAllRanges();
  return ghost;
}

function move(event: PointerEvent): void {
  if (!drag) return;
  const { clientX, clientY } = event;
  if (!drag.ghost && Math.hypot(clientX - drag.x, clientY - drag.y) < FAR) return;
  event.preventDefault();
  drag.ghost ??= lift(drag);
  drag.ghost.style.translate = `${clientX + 12}px ${clientY + 8}px`;
  mark(document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>("[data-drop]") ?? null);
  clearInterval(scroller);
  const step = clientY < EDGE ? -STEP : clientY > innerHeight - EDGE ? STEP : 0;
  if (step) scroller = window.setInterval(() => page()?.scrollBy(0, step), 30);
}

function mark(over: HTMLElement | null): void {
  if (!drag || drag.over === over) return;
  drag.over?.classList.remove("is-over");
  over?.classList.add("is-over");
  drag.over = over;
}

/** Let go: onto `over` when there is one. */
function end(over: HTMLElement | null): void {
  if (!drag) return;
  const { row, ghost } = drag;
  mark(null);
  drag = null;
  clearInterval(scroller);
  ghost?.remove();
  row.classList.remove("is-lifted");
  document.documentElement.classList.remove("is-dragging");
  if (ghost && over) send(row, over);
  if (isStale) document.dispatchEvent(new CustomEvent("ticket-changed"));
  isStale = false;
}

function send(row: HTMLElement, over: HTMLElement): void {
  const form = document.querySelector<HTMLFormElement>("#wall-assign");
  if (!form) return;
  const values: Record<string, string> = { ticket: row.dataset.drag ?? "", agent: "", team: "", [over.dataset.drop!]: over.dataset.value! };
  for (const [name, value] of Object.entries(values)) form.querySelector<HTMLInputElement>(`[name=${name}]`)!.value = value;
  form.requestSubmit();
}

document.addEventListener("pointerdown", start);
document.addEventListener("pointermove", move);
document.addEventListener("dragstart", (event) => drag && event.preventDefault()); // a face is a picture: not that one
document.addEventListener("pointercancel", () => end(null));
document.addEventListener("pointerup", () => {
  if (drag?.ghost) {
    // the click that follows would open what lies below
    const swallow = (event: Event): void => (event.preventDefault(), event.stopPropagation());
    document.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => document.removeEventListener("click", swallow, { capture: true }));
  }
  end(drag?.over ?? null);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && drag) end(null);
});

// nothing moves below the hand: who is dropped on must be who was aimed at
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event as CustomEvent<{ target: Element; shouldSwap: boolean }>;
  if (!drag?.ghost || detail.target.id !== "wall") return;
  detail.shouldSwap = false;
  isStale = true;
});

// whoever assigns by the menu stays in the list when the row goes: on the next one, or on its title
let place: { list: string; at: number } | null = null;

document.addEventListener("htmx:beforeSwap", () => {
  const row = document.activeElement?.closest<HTMLElement>(".wall-ticket");
  const list = row?.closest("section");
  place = row && list ? { list: list.getAttribute("aria-labelledby")!, at: [...list.querySelectorAll(".wall-ticket")].indexOf(row) } : null;
});
document.addEventListener("htmx:afterSettle", () => {
  if (!place || document.activeElement !== document.body) return;
  const title = document.getElementById(place.list);
  const rows = title?.closest("section")?.querySelectorAll<HTMLElement>(".wall-ticket");
  const next = rows?.[Math.min(place.at, rows.length - 1)]?.querySelector<HTMLElement>("button");
  (next ?? title)?.focus();
});

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest("[data-monitor]");
  if (!button) return;
  event.preventDefault();
  page()?.classList.add("is-monitor");
  void document.documentElement.requestFullscreen?.().catch(() => undefined); // without it, the figures are large all the same
});
document.addEventListener("fullscreenchange", () => {
  if (!document.fullscreenElement && !new URLSearchParams(location.search).has("monitor")) page()?.classList.remove("is-monitor");
});
