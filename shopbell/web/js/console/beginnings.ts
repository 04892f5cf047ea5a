// What a ticket is to be that a message begins, in the fields above its words; and the way into it once it is sent: the
// page of the ticket offers to take the message back for as long as that can be done.

import type { Beginning } from "./draft_words";
import type { Sent } from "./undo";

type Field = HTMLInputElement | HTMLSelectElement;

const KEY = "shopbell.sent-first";

export class Beginnings {
  private readonly fields: Field[];
  private readonly usual: Beginning;

  constructor(form: HTMLFormElement, changed: () => void) {
    this.fields = [...form.querySelectorAll<Field>("[data-beginning]")];
    this.usual = this.value ?? {};
    for (const field of this.fields) field.addEventListener("input", changed);
  }

  /** Null where the words go into a ticket that is there. */
  get value(): Beginning | null {
    return this.fields.length ? Object.fromEntries(this.fields.map(({ name, value }) => [name, value])) : null;
  }

  set value(beginning: Beginning | null) {
    for (const field of this.fields) field.value = String(beginning?.[field.name] ?? (field.name === "inbox" ? this.usual.inbox : "") ?? "");
  }
}

/** Open the ticket that was begun; its page takes over what can still be undone. */
export function goOnTo(place: string, sent: Sent): void {
  sessionStorage.setItem(KEY, JSON.stringify({ ...sent, until: Date.now() + sent.undo_seconds * 1_000 }));
  location.assign(place);
}

/** What was sent right before this page, while it can be taken back. */
export function sentBefore(): Sent | null {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as (Sent & { until: number }) | null;
  sessionStorage.removeItem(KEY);
  const left = kept ? Math.round((kept.until - Date.now()) / 1_000) : 0;
  return kept && left > 0 ? { ...kept, undo_seconds: left } : null;
}
