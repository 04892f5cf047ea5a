// Short words at the foot of the screen, spoken once by screen readers.

export interface ToastOptions {
  tone?: "plain" | "broken";
  seconds?: number;
  action?: { label: string; run: () => void }; // the way back: the key for Undo presses it
}

const box = (): HTMLElement | null => document.querySelector("[data-toasts]");

/** Show the words above all else, also above a dialog that was opened after the ones before them. */
export function raise(region: HTMLElement): void {
  if (region.matches(":popover-open") && document.querySelector("dialog[open]")) region.hidePopover();
  if (!region.matches(":popover-open")) region.showPopover();
}

export function dismiss(note: Element): void {
  const region = note.parentElement;
  note.remove();
  if (region?.matches(":popover-open") && !region.children.length) region.hidePopover();
}

/** Let `note` go away by itself, but not while a mouse points at it or it holds the focus. */
export function expire(note: HTMLElement, seconds: number): void {
  let isPointedAt = false; // not ":hover", which a finger leaves behind where it touched last
  note.addEventListener("pointerenter", (event) => (isPointedAt = event.pointerType === "mouse"));
  note.addEventListener("pointerleave", () => (isPointedAt = false));
  const timer = setInterval(() => {
    if (isPointedAt || note.matches(":focus-within")) return;
    clearInterval(timer);
    dismiss(note);
  }, seconds * 1000);
}

function press(label: string, className: string, run: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = className;
  button.textContent = label;
  button.addEventListener("click", run);
  return button;
}

/** Put a button with `action` on `note`, which goes away when it is pressed. */
export function addAction(note: HTMLElement, action: { label: string; run: () => void }): void {
  const button = press(action.label, "toast-action", () => {
    dismiss(note);
    action.run();
  });
  note.append(button);
}

/** Press the action of the newest note; false when there is none. */
export function pressAction(): boolean {
  const button = [...document.querySelectorAll<HTMLButtonElement>("[data-toasts] .toast-action")].at(-1);
  button?.click();
  return button !== undefined;
}

/** Say `text`; returns the note, which `dismiss` takes away early. */
export function toast(text: string, { tone = "plain", seconds = tone === "broken" ? 9 : 5, action }: ToastOptions = {}): HTMLElement | null {
  const region = box();
  if (!region || !text) return null;
  const note = document.createElement("p");
  note.className = tone === "broken" ? "toast toast-broken" : "toast";
  note.append(text);
  if (action) addAction(note, action);
  const close = press("×", "toast-close", () => dismiss(note));
  close.setAttribute("aria-label", region.dataset.close ?? "Close");
  note.append(close);
  region.append(note);
  raise(region);
  expire(note, seconds);
  return note;
}
