// "Sent. Undo (5)": the seconds in which a reply can be taken back, counted down in the toast.

import { sayUnreachable } from "../failed";
import { token } from "../htmx";
import { dismiss, toast } from "../toast";
import type { Draft } from "./draft_words";

/** What a composer hears of what it has sent. */
export interface Sent {
  message: number;
  undo: string;
  undo_seconds: number;
  place?: string; // the ticket that it began
  asks?: string; // the dialog with a question, when it solved its ticket
}

export interface TakenBack {
  draft: Draft | null;
  place?: string; // where the words stand, when their ticket is gone
}

interface Words {
  sent: string;
  undo: string;
  back: string;
  late: string;
}

async function takeBack(address: string, words: Words, before: () => Promise<void>, restore: (back: TakenBack) => void): Promise<void> {
  await before();
  const headers = { "X-CSRFToken": token(), Accept: "application/json" };
  const answer = await fetch(address, { method: "POST", headers }).catch(() => null);
  if (!answer) return sayUnreachable({ label: words.undo, run: () => void takeBack(address, words, before, restore) }); // nobody said that it is too late
  if (!answer.ok) return void toast(answer.status === 422 ? await answer.text() : words.late, { tone: "broken" });
  restore(await answer.json());
  toast(words.back, { seconds: 3 });
}

/** `before` brings up what was written since, so that the desk joins it to what comes back. */
export function offerUndo(address: string, seconds: number, words: Words, before: () => Promise<void>, restore: (back: TakenBack) => void): void {
  let left = seconds;
  const note = toast(words.sent, {
    seconds: seconds + 60, // the countdown below takes it away
    action: { label: words.undo, run: () => void takeBack(address, words, before, restore) },
  });
  const button = note?.querySelector(".toast-action");
  if (!note || !button) return;
  const count = document.createElement("span"); // for the eye: read out, it would be said every second
  count.ariaHidden = "true";
  button.append(count);
  const tick = () => {
    if (!note.isConnected || left <= 0) {
      clearInterval(timer);
      return dismiss(note);
    }
    count.textContent = ` (${left--})`;
  };
  const timer = setInterval(tick, 1_000);
  tick();
}
