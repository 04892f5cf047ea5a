// A draft in the making: the desk keeps it while it is written. Until the desk has said so, the words also lie in
// this browser, and go up when it can be reached again. Where another window wrote meanwhile nothing is
// overwritten: the person chooses.

import { ANSWER_MS, token } from "../htmx";
import { bodyOf, type Conflict, type Draft, isEmpty, isSame, type Kind, nothing, stamp, type Words } from "./draft_words";

export interface Screen {
  show(words: Words): void;
  ask(conflict: Conflict | null): void;
  tell(state: "saved" | "unsaved" | "none"): void;
  wasSent(): void;
}

const PREFIX = "shopbell.draft.";
const PAUSE_MS = 700;
const AGAIN_MS = 5_000;
const KEPT_MS = 30 * 86_400_000;

interface Pending {
  words: Words;
  version: number;
  at: number;
  tried: string[]; // stamps of what went up without an answer that came back: the desk may have it
}

const TRIED = 5; // as many as a person types within a few pauses

const unsaved = new Set<DraftKeeper>(); // also of tickets that have left the screen
const savedHere = new Map<string, number>(); // by key, the version that the desk gave what went up from this page last

export class DraftKeeper {
  version = 0;
  isShared = false;
  private words: Words | null = null;
  private kept: Words | null = null; // what the desk has
  private conflict: Conflict | null = null;
  private tried: string[] = [];
  private timer = 0;
  private saving: Promise<void> | null = null;
  private readonly key: string;

  constructor(
    private readonly address: string,
    private readonly kind: Kind,
    where: string,
    private readonly screen: Screen,
  ) {
    this.key = `${PREFIX}${where}.${kind}`;
  }

  get isDirty(): boolean {
    return this.words !== null && (this.kept === null ? !isEmpty(this.words) : !isSame(this.words, this.kept));
  }

  get hasConflict(): boolean {
    return this.conflict !== null;
  }

  /** Begin with what the desk has, and with what this browser could not bring up the last time. */
  begin(draft: Draft | null): void {
    this.take(draft);
    const pending = this.pending();
    if (!pending || (draft && isSame(pending.words, draft))) {
      this.forget();
      // it went up while this screen was on its way, which knows nothing of it
      if ((savedHere.get(this.key) ?? 0) > this.version) void this.look();
      return;
    }
    this.words = pending.words;
    this.tried = pending.tried ?? [];
    this.screen.show(pending.words);
    if (pending.version === this.version) return this.later(0);
    this.version = pending.version;
    void this.save();
  }

  /** The person wrote: keep it here at once and at the desk in a moment. */
  change(words: Words): void {
    this.words = words;
    if (!this.isDirty) return this.forget();
    this.keep(words);
    unsaved.add(this);
    this.screen.tell("unsaved");
    if (!this.conflict) this.later(PAUSE_MS);
  }

  /** Bring up now what is not with the desk yet; resolves when it is, or cannot be. */
  async flush(): Promise<void> {
    if (this.saving) await this.saving;
    if (this.isDirty && !this.conflict) await this.save();
  }

  /** It was sent or thrown away: nothing is there, and nothing will be brought up. */
  end(): void {
    clearTimeout(this.timer);
    this.words = this.kept = this.conflict = null;
    this.version = 0;
    this.isShared = false;
    savedHere.delete(this.key);
    this.forget();
    this.screen.ask(null);
    this.screen.tell("none");
  }

  /** A send did not go through, or nobody knows: keep the words here, and ask the desk after a while. */
  hold(words: Words): void {
    this.change(words);
    if (!this.conflict) this.later(AGAIN_MS);
  }

  /** Before a send: no save may be under way with words that become a message. */
  async rest(): Promise<void> {
    clearTimeout(this.timer);
    if (this.saving) await this.saving;
    clearTimeout(this.timer);
  }

  /** What the desk has now, unless something is written here that it has not. */
  async look(): Promise<void> {
    if (this.isDirty || this.conflict || this.saving) return;
    const answer = await fetch(`${this.address}?kind=${this.kind}`, { headers: { Accept: "application/json", "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || this.isDirty || this.saving) return;
    const { draft } = (await answer.json()) as { draft: Draft | null };
    if (!draft && !this.version) return; // what a page came filled in with stays
    if ((draft?.version ?? 0) === this.version && draft?.client_id === this.kept?.client_id) return;
    this.take(draft);
  }

  /** Show `draft` as what there is. */
  take(draft: Draft | null): void {
    clearTimeout(this.timer);
    const before = this.kept;
    this.conflict = null;
    this.version = draft?.version ?? 0;
    this.isShared = draft?.is_shared ?? false;
    this.kept = this.words = draft;
    if (draft || before) this.screen.show(draft ?? { ...nothing(), channel: before?.channel ?? "" });
    this.screen.ask(null);
    this.screen.tell(draft?.version ? "saved" : "none"); // what a page comes filled in with is not with the desk
  }

  /** The desk says that another window was quicker. */
  clash(conflict: Conflict): void {
    clearTimeout(this.timer);
    if (conflict.is_sent && conflict.is_same) return this.screen.wasSent(); // and only the answer was lost
    if (this.words && conflict.draft && isSame(this.words, conflict.draft)) return this.take(conflict.draft);
    if (this.words && conflict.draft && this.tried.includes(stamp(conflict.draft))) return this.goOn(conflict.draft);
    if (!this.words || isEmpty(this.words)) return this.take(conflict.draft);
    this.conflict = conflict;
    this.screen.ask(conflict);
  }

  useOther(): void {
    this.forget();
    this.kept ??= this.words; // so that an empty box is shown when there is no other
    this.take(this.conflict?.draft ?? null);
  }

  /** Keep what stands here, over what the desk has; words that were sent already become a new draft. */
  useMine(): Words | null {
    const conflict = this.conflict;
    if (!conflict || !this.words) return null;
    this.conflict = null;
    this.screen.ask(null);
    this.version = conflict.draft?.version ?? 0;
    this.kept = conflict.draft;
    this.tried = [];
    this.words = { ...this.words, client_id: conflict.draft?.client_id ?? crypto.randomUUID() };
    this.change(this.words);
    return this.words;
  }

  /** The desk has what this browser brought up itself, before a page that was left could hear of it. */
  private goOn(draft: Draft): void {
    this.version = draft.version;
    this.kept = draft;
    this.tried = [];
    if (this.words) this.change({ ...this.words, client_id: draft.client_id });
  }

  private keep(words: Words): void {
    try {
      const pending: Pending = { words, version: this.version, at: Date.now(), tried: this.tried };
      localStorage.setItem(this.key, JSON.stringify(pending));
    } catch {
      // no room left in this browser: the box still has it
    }
  }

  private later(pause: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(), pause);
  }

  private save(): Promise<void> {
    this.saving ??= this.post().finally(() => (this.saving = null));
    return this.saving;
  }

  private async post(): Promise<void> {
    const words = this.words;
    if (!words || this.conflict) return;
    clearTimeout(this.timer);
    this.tried = [...this.tried.filter((each) => each !== stamp(words)), stamp(words)].slice(-TRIED);
    this.keep(words);
    const body = bodyOf(words, { kind: this.kind, channel: words.channel, version: String(this.version) });
    const headers = { "X-CSRFToken": token(), Accept: "application/json", "HX-Request": "true" };
    const answer = await fetch(this.address, { method: "POST", headers, body, signal: AbortSignal.timeout(ANSWER_MS), keepalive: document.hidden }).catch(() => null);
    if (answer?.ok) return this.saved(words, ((await answer.json()) as { version: number }).version);
    if (answer?.status === 409) return this.clash((await answer.json()) as Conflict);
    this.later(AGAIN_MS); // offline, signed out, or refused for now: it lies in this browser
  }

  private saved(words: Words, version: number): void {
    this.version = version;
    savedHere.set(this.key, version);
    this.kept = version ? words : null;
    this.tried = [];
    if (this.isDirty && this.words) return this.change(this.words);
    this.forget();
    this.screen.tell(version ? "saved" : "none");
  }

  private pending(): Pending | null {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? "null") as Pending | null;
    } catch {
      return null;
    }
  }

  private forget(): void {
    unsaved.delete(this);
    try {
      localStorage.removeItem(this.key);
    } catch {
      // a browser that keeps nothing has nothing to forget
    }
  }
}

/** Bring up all that lies in this browser only. */
export async function bringUpAll(): Promise<void> {
  await Promise.all([...unsaved].map((keeper) => keeper.flush()));
}

for (const name of ["live:ready", "visibilitychange"]) document.addEventListener(name, () => void bringUpAll());
for (const name of ["online", "pagehide"]) addEventListener(name, () => void bringUpAll());

try {
  for (const key of Object.keys(localStorage)) {
    const at = key.startsWith(PREFIX) ? (JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Pending>).at : Date.now();
    if ((at ?? 0) < Date.now() - KEPT_MS) localStorage.removeItem(key);
  }
} catch {
  // not ours, or no storage
}
