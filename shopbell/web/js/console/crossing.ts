// What of the thread the agent has seen while they write: a message that came in the meantime counts once they went
// on typing with it before their eyes, or turned to the thread. What they send carries that number, and the desk
// stops what crosses a newer one.

const LOOKED_MS = 1_500;
const NEAR = 80;
let ticket = "";
let seen = 0;
let newest = 0;
let cameAt = 0;

const box = (): HTMLElement | null => document.querySelector("#messages");
const isInView = (): boolean => document.visibilityState === "visible" && Math.abs(box()?.scrollTop ?? 0) < NEAR;

function isWriting(): boolean {
  return document.querySelector("[data-composer][data-is-begun]") !== null;
}

function look(): void {
  const shown = document.querySelector<HTMLElement>("#ticket");
  if (!shown) return;
  const last = Number(shown.dataset.last ?? 0);
  if (shown.dataset.ticket !== ticket) {
    ticket = shown.dataset.ticket!;
    seen = newest = last;
    return;
  }
  if (last <= newest) return;
  newest = last;
  cameAt = performance.now();
  if (!isWriting() && isInView()) seen = newest;
}

/** The newest message that the agent has seen of the ticket that is open. */
export function seenMessage(): number {
  look();
  return seen;
}

/** They were shown it, and want to send all the same. */
export function sawMessage(message: number): void {
  seen = Math.max(seen, message);
}

export interface Crossed {
  sentence: string;
  came: { id: number; by: string; text: string }[];
  seen: number;
  asks?: string; // what the answer asks for although the ticket holds it
}

/** Say above the words what came meanwhile, each with its place in the thread, and offer to send all the same. */
export function showCrossed(bar: HTMLElement, { sentence, came }: Crossed): void {
  bar.querySelector("[data-words]")!.textContent = sentence;
  bar.querySelector("ul")!.replaceChildren(
    ...came.map(({ id, by, text }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#message-${id}`;
      link.dir = "auto";
      link.textContent = by ? `${by}: ${text}` : text;
      item.append(link);
      return item;
    }),
  );
  bar.hidden = false;
  bar.querySelector<HTMLElement>("[data-send-anyway]")!.focus();
}

function wentOn(): void {
  if (seen < newest && isInView() && performance.now() - cameAt > LOOKED_MS) seen = newest;
}

document.addEventListener("htmx:afterSettle", look);
document.addEventListener("input", wentOn);
document.addEventListener("pointerdown", (event) => (event.target as Element).closest("#messages") && isInView() && (seen = newest));
look();
