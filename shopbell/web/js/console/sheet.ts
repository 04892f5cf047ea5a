// One of the two sheets of a composer: the answer to the customer, or the note. Each has its words, its files and its
// draft; the box shows the one on top.

import { sayFailed } from "../failed";
import { token } from "../htmx";
import { DraftKeeper } from "./draft";
import { type Beginning, bodyOf, type Conflict, type Draft, isEmpty, type Kind, type MacroUse, nothing, type People, type Words } from "./draft_words";
import { showSteps } from "./macro_steps";
import { Uploads } from "./uploads";

interface Sentences {
  saved: string;
  unsaved: string;
  gone: string;
  use_other: string;
  drop: string;
  keep_mine: string;
  share: string;
  unshare: string;
  remove: string;
}

interface Owner {
  show(words: Words): void;
  changed(isLost: boolean): void;
  wasSent(): void;
}

export class Sheet {
  words: Words = nothing();
  readonly keeper: DraftKeeper;
  readonly uploads: Uploads;
  private isOnTop = false;
  private isShowing = false;
  private state: "saved" | "unsaved" | "none" = "none";
  private conflict: Conflict | null = null;

  constructor(
    private readonly form: HTMLFormElement,
    readonly kind: Kind,
    private readonly sentences: Sentences,
    private readonly owner: Owner,
  ) {
    const list = form.querySelector<HTMLElement>(`[data-files="${kind}"]`)!;
    this.uploads = new Uploads(form.dataset.uploads!, list, sentences as never, (isLost) => this.filesChanged(isLost));
    this.keeper = new DraftKeeper(form.dataset.draft!, kind, `${form.dataset.agent}.${form.dataset.ticket}`, {
      show: (words) => this.show(words),
      ask: (conflict) => this.ask(conflict),
      tell: (state) => this.tell(state),
      wasSent: () => {
        this.end();
        this.owner.wasSent();
      },
    });
    form.querySelector("[data-use-other]")!.addEventListener("click", () => this.isOnTop && this.keeper.useOther());
    form.querySelector("[data-use-mine]")!.addEventListener("click", () => this.isOnTop && this.useMine());
    form.querySelector("[data-unanswer]")?.addEventListener("click", () => this.isOnTop && this.answer(null));
    form.querySelector("[data-share]")?.addEventListener("click", () => this.isOnTop && void this.share());
  }

  get isEmpty(): boolean {
    return isEmpty(this.words);
  }

  begin(draft: Draft | null): void {
    this.keeper.begin(draft);
  }

  write(text: string, html: string, channel: string, people: People | null, beginning: Beginning | null): void {
    const uploads = this.uploads.files.filter((file) => !file.is_inline || html.includes(file.id));
    this.words = { ...this.words, text, html, channel, uploads, people, beginning };
    this.keeper.change(this.words);
  }

  answer(id: number | null): void {
    this.words = { ...this.words, in_reply_to: id };
    this.keeper.change(this.words);
    this.showAnswered();
  }

  /** Words of `macro` were put in: when they are sent, it does what it says. */
  add(macro: MacroUse): void {
    if (this.words.macros.some(({ id }) => id === macro.id)) return;
    this.words = { ...this.words, macros: [...this.words.macros, macro] };
    this.keeper.change(this.words);
    this.showMacros();
  }

  /** Come to the top, or go below the other. */
  turn(isOnTop: boolean): void {
    this.isOnTop = isOnTop;
    this.form.querySelector<HTMLElement>(`[data-files="${this.kind}"]`)!.hidden = !isOnTop;
    if (!isOnTop) return;
    this.showMacros();
    this.showAnswered();
    this.ask(this.conflict);
    this.tell(this.state);
  }

  renew(): void {
    this.words = { ...this.words, client_id: crypto.randomUUID() };
  }

  /** What is posted to send it. */
  body(): FormData {
    return bodyOf(this.words, { draft_version: String(this.keeper.version) });
  }

  /** It was sent. */
  end(): void {
    this.show({ ...nothing(), channel: this.words.channel });
    this.keeper.end();
  }

  discard(): void {
    this.show({ ...this.words, text: "", html: "", uploads: [], macros: [], people: null, beginning: null });
    this.keeper.change(this.words);
    void this.keeper.flush();
  }

  restore(part: Pick<Words, "text" | "html">): void {
    this.show({ ...this.words, ...part });
    this.keeper.change(this.words);
  }

  private show(words: Words): void {
    this.isShowing = true; // the files that are put back are no change of the person's
    this.words = { ...words };
    this.uploads.clear();
    this.uploads.restore(words.uploads);
    this.isShowing = false;
    this.showMacros();
    this.showAnswered();
    this.owner.show(this.words);
  }

  private showAnswered(): void {
    if (!this.isOnTop) return;
    const line = this.form.querySelector<HTMLElement>("[data-answered]");
    if (!line) return;
    const id = this.words.in_reply_to;
    line.hidden = id === null;
    const message = id === null ? null : document.querySelector(`#message-${id} article`);
    line.querySelector("[data-words]")!.textContent = message ? `${message.ariaLabel}: ${message.querySelector(".plain")?.textContent?.trim().slice(0, 200) ?? ""}` : `#${id}`;
  }

  private showMacros(): void {
    if (!this.isOnTop) return;
    showSteps(this.form.querySelector<HTMLElement>("[data-steps]")!, this.words.macros, this.sentences.remove, (macro) => {
      this.words = { ...this.words, macros: this.words.macros.filter(({ id }) => id !== macro.id) };
      this.keeper.change(this.words);
      this.showMacros();
    });
  }

  private filesChanged(isLost: boolean): void {
    if (this.isShowing) return;
    const { text, html, channel, people, beginning } = this.words;
    this.write(text, html, channel, people, beginning ?? null);
    this.owner.changed(isLost);
  }

  private useMine(): void {
    this.words = this.keeper.useMine() ?? this.words;
  }

  private ask(conflict: Conflict | null): void {
    this.conflict = conflict;
    if (!this.isOnTop) return;
    const bar = this.form.querySelector<HTMLElement>("[data-conflict]")!;
    bar.hidden = conflict === null;
    if (!conflict) return;
    bar.querySelector("[data-words]")!.textContent = conflict.is_sent || conflict.draft ? conflict.sentence : this.sentences.gone;
    bar.querySelector("[data-other]")!.textContent = conflict.draft?.text ?? "";
    bar.querySelector("[data-use-other]")!.textContent = conflict.draft ? this.sentences.use_other : this.sentences.drop;
    bar.querySelector("[data-use-mine]")!.textContent = this.sentences.keep_mine;
  }

  private tell(state: "saved" | "unsaved" | "none"): void {
    this.state = state;
    if (!this.isOnTop) return;
    const line = this.form.querySelector<HTMLElement>("[data-draft-state]")!;
    line.textContent = state === "none" ? "" : state === "saved" ? this.sentences.saved : this.sentences.unsaved;
    const share = this.form.querySelector<HTMLButtonElement>("[data-share]");
    if (share) {
      share.hidden = state === "none";
      share.ariaPressed = String(this.keeper.isShared);
      share.title = share.ariaLabel = this.keeper.isShared ? this.sentences.unshare : this.sentences.share;
    }
    this.form.querySelector<HTMLElement>("[data-discard]")!.hidden = state === "none";
  }

  private async share(): Promise<void> {
    await this.keeper.flush();
    const body = new URLSearchParams({ kind: this.kind, shared: this.keeper.isShared ? "" : "1" });
    const headers = { "X-CSRFToken": token(), Accept: "application/json", "HX-Request": "true" };
    const answer = await fetch(`${this.form.dataset.draft}share/`, { method: "POST", headers, body }).catch(() => null);
    if (!answer?.ok) return sayFailed(answer);
    this.keeper.isShared = ((await answer.json()) as { is_shared: boolean }).is_shared;
    this.tell(this.state);
  }
}
