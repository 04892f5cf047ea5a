// Short words at the foot of the screen, spoken once by screen readers.

export interface ToastOptions {
  tone?: "plain" | "broken";
  seconds?: number;
  action?: { label: string; run: () => void };
}

const box = (): HTMLElement | null => document.querySelector("[data-toasts]");

function raise(region: HTMLElement): void {
  if (!region.matches(":popover-open")) region.showPopover();
}

export function dismiss(note: Element): void {
  const region = note.parentElement;
  note.remove();
  if (region?.matches(":popover-open") && !region.children.length) region.hidePopover();
}

/** Let `note` go away by itself, but not while it is pointed at or holds the focus. */
export function expire(note: HTMLElement, seconds: number): void {
  const timer = setInterval(() => {
    if (note.matches(":hover, :focus-within")) return;
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

/** Say `text`; returns the note, which `dismiss` takes away early. */
export function toast(text: string, { tone = "plain", seconds = tone === "broken" ? 9 : 5, action }: ToastOptions = {}): HTMLElement | null {
  const region = box();
  if (!region || !text) return null;
  const note = document.createElement("p");
  note.className = tone === "broken" ? "toast toast-broken" : "toast";
  note.append(text);
  if (action) {
    note.append(
      press(action.label, "toast-action", () => {
        dismiss(note);
        action.run();
      }),
    );
  }
  const close = press("×", "toast-close", () => dismiss(note));
  close.setAttribute("aria-label", region.dataset.close ?? "Close");
  note.append(close);
  region.append(note);
  raise(region);
  expire(note, seconds);
  return note;
}

export { raise };
