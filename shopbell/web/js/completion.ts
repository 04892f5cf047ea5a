// Completion of a filter while it is typed: a listbox beside the field, which keeps the focus all the while.
//
// The server says what may follow, each offer with the whole text as it will be; this module knows nothing of the
// language. Whoever uses it says where the field and the list are now, and what follows once an offer was taken.

const PAUSE_MS = 90;
const GAP = 4;
const MOST_ASKED = 5;

/** The `detail` of an input event that tells others of an offer that was taken: it asks for no further ones. */
export const TAKEN = 1;

export interface Place {
  field(): HTMLInputElement | null;
  list(): HTMLElement | null;
  /** The text is whole again by the offer that was taken. */
  taken(): void;
  /** Enter, and nothing is chosen. */
  entered(): void;
}

interface Completion {
  close(): void;
  isOpen(): boolean;
  /** Whether the key was the completion's own. */
  key(event: KeyboardEvent): boolean;
}

export function complete(where: Place): Completion {
  const offers = (): HTMLElement[] => [...(where.list()?.querySelectorAll<HTMLElement>(".offer") ?? [])];
  const chosen = (): HTMLElement | undefined => offers().find((offer) => offer.getAttribute("aria-selected") === "true");
  const isOpen = (): boolean => where.list()?.matches(":popover-open") ?? false;

  let timer = 0;
  let asked = 0;
  let coming: Promise<void> | null = null; // an arrow waits for what it will choose from, and Enter waits for the arrow
  let isStale = true; // what is offered was for other text: quick fingers must not choose from it

  function close(): void {
    clearTimeout(timer);
    isStale = true;
    asked += 1; // what is still on its way comes too late
    if (isOpen()) where.list()?.hidePopover();
    where.field()?.setAttribute("aria-expanded", "false");
    where.field()?.removeAttribute("aria-activedescendant");
  }

  function put(list: HTMLElement): void {
    const field = where.field()!.getBoundingClientRect();
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
      where.field()?.setAttribute("aria-activedescendant", offer.id);
      offer.scrollIntoView({ block: "nearest" });
    } else where.field()?.removeAttribute("aria-activedescendant");
  }

  /** Ask what may follow; resolves to whether the offers are those for the text as it stands. */
  async function ask(): Promise<boolean> {
    const field = where.field();
    const list = where.list();
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
    put(list);
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
    const field = where.field()!;
    const behind = field.value.slice(field.selectionStart ?? field.value.length).trimStart();
    const text = offer.dataset.text!;
    field.value = text + behind;
    field.focus();
    field.setSelectionRange(text.length, text.length);
    if (offer.hasAttribute("data-goes-on")) return void ask();
    close();
    where.taken();
  }

  function arrow(isDown: boolean): void {
    const all = offers();
    const at = all.indexOf(chosen()!);
    if (isStale || !isOpen()) {
      coming = askForSure().then((isSure) => choose(isSure ? offers().at(isDown ? 0 : -1) : undefined));
      return void coming.finally(() => (coming = null));
    }
    choose(all[isDown ? (at + 1) % all.length : at <= 0 ? all.length - 1 : at - 1]);
  }

  function key(event: KeyboardEvent): boolean {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") arrow(event.key === "ArrowDown");
    else if (event.key === "Enter" && coming) void coming.then(() => (chosen() ? take(chosen()!) : where.entered()));
    else if ((event.key === "Enter" || event.key === "Tab") && isOpen() && chosen()) take(chosen()!);
    else if (event.key === "Escape" && isOpen()) close();
    else return false;
    event.preventDefault();
    return true;
  }

  document.addEventListener("input", (event) => {
    if (event.target === where.field() && (event as UIEvent).detail !== TAKEN) askSoon();
  });

  document.addEventListener("focusin", (event) => {
    if (event.target === where.field()) askSoon();
    else if (isOpen()) close();
  });

  document.addEventListener("focusout", (event) => {
    if (event.target === where.field()) setTimeout(() => document.activeElement !== where.field() && close(), 0);
  });

  // a press on an offer must not take the focus out of the field
  document.addEventListener("pointerdown", (event) => {
    if (where.list()?.contains(event.target as Element)) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const offer = (event.target as Element).closest<HTMLElement>(".offer");
    if (offer && where.list()?.contains(offer)) take(offer);
  });

  return { close, isOpen, key };
}
