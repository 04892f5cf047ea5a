// What is being written outlives a switch of tickets and a reload: per ticket, in this browser, until it is sent.

export interface Upload {
  id: string;
  name: string;
  size_bytes: number;
}

export interface Draft {
  text: string;
  kind: string;
  clientId: string;
  uploads: Upload[];
  at: number;
}

const PREFIX = "shopbell.draft.";
const KEPT_MS = 30 * 86_400_000;

export function readDraft(ticket: string): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + ticket) ?? "null");
  } catch {
    return null;
  }
}

/** Keep `draft`; one without words and files is none. */
export function keepDraft(ticket: string, draft: Omit<Draft, "at">): void {
  try {
    if (!draft.text.trim() && !draft.uploads.length) localStorage.removeItem(PREFIX + ticket);
    else localStorage.setItem(PREFIX + ticket, JSON.stringify({ ...draft, at: Date.now() }));
  } catch {
    // no room left in this browser: the text box still has it
  }
}

for (const key of Object.keys(localStorage)) {
  if (key.startsWith(PREFIX) && (readDraft(key.slice(PREFIX.length))?.at ?? 0) < Date.now() - KEPT_MS) localStorage.removeItem(key);
}
