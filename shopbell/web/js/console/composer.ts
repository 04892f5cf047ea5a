// The composer: a reply by a channel or a note, sent without leaving the page. What is refused or cannot be
// sent stays in the box. The id it is sent with stays too, so that a second try writes no second message.
// A send while a file is still on its way up is remembered, shown, and goes off by itself.

import { behave } from "../behave";
import { lead } from "../behaviours/lead";
import { token } from "../htmx";
import { onKey } from "../keys";
import { toast } from "../toast";
import { keepDraft, readDraft } from "./draft";
import { refetchTicket } from "./thread";
import { offerUndo, type TakenBack } from "./undo";
import { Uploads } from "./uploads";

const PATIENCE_MS = 600; // until then the socket has said that the ticket changed

interface Sent {
  message: number;
  undo: string;
  undo_seconds: number;
}

/** The composers whose send waits for a file, by ticket: also those whose ticket has left the screen. */
const waiting = new Map<string, Composer>();

class Composer {
  private readonly box: HTMLTextAreaElement;
  private readonly id: HTMLInputElement;
  private readonly words: Record<string, string>;
  private readonly uploads: Uploads;
  private failedText: string | null = null;
  private then = "";

  constructor(private readonly form: HTMLFormElement) {
    waiting.get(form.dataset.ticket!)?.wait(false); // its words are in this box now
    this.box = form.querySelector("textarea")!;
    this.id = form.querySelector<HTMLInputElement>("[name=client_id]")!;
    this.words = JSON.parse(form.dataset.words!);
    this.uploads = new Uploads(form.dataset.uploads!, form.querySelector<HTMLElement>("[data-files]")!, this.words as never, (isLost) => this.filesChanged(isLost));
    this.restoreDraft();
    this.choose();
    form.addEventListener("change", (event) => {
      const field = event.target as HTMLInputElement;
      if (field.name === "channel") this.choose();
      if (field.matches("[data-pick]")) {
        this.uploads.add(field.files ?? []);
        field.value = "";
      }
    });
    this.box.addEventListener("input", () => this.keep());
    this.box.addEventListener("paste", (event) => {
      const files = event.clipboardData?.files;
      if (!files?.length || event.clipboardData?.getData("text/plain")) return;
      event.preventDefault();
      this.uploads.add(files);
    });
    form.querySelector("[data-stop-waiting]")!.addEventListener("click", () => {
      this.wait(false);
      this.box.focus();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send((event.submitter as HTMLButtonElement | null)?.value ?? "");
    });
    this.takeDrops(form.closest<HTMLElement>(".ticket") ?? form);
  }

  private get ticket(): string {
    return this.form.dataset.ticket!;
  }

  private get kind(): string {
    return this.form.querySelector<HTMLInputElement>("[name=channel]:checked")?.value ?? "note";
  }

  private choose(): void {
    const isNote = this.kind === "note";
    this.form.dataset.kind = this.kind;
    for (const line of this.form.querySelectorAll<HTMLElement>("[data-to]")) line.hidden = line.dataset.to !== this.kind;
    this.form.action = isNote ? this.form.dataset.notes! : this.form.dataset.replies!;
    this.box.dataset.placeholderReply ??= this.box.placeholder;
    this.box.placeholder = isNote ? this.box.dataset.placeholderNote! : this.box.dataset.placeholderReply;
    this.say("");
    this.keep();
  }

  private keep(): void {
    keepDraft(this.ticket, { text: this.box.value, kind: this.kind, clientId: this.id.value, uploads: this.uploads.files });
  }

  private restoreDraft(): void {
    const draft = readDraft(this.ticket);
    if (!draft) return;
    this.box.value = draft.text;
    this.id.value = draft.clientId || this.id.value;
    const tab = this.form.querySelector<HTMLInputElement>(`[name=channel][value="${CSS.escape(draft.kind)}"]`);
    if (tab) tab.checked = true;
    this.uploads.restore(draft.uploads ?? []);
  }

  private filesChanged(isLost: boolean): void {
    this.keep();
    if (waiting.get(this.ticket) !== this || (this.uploads.isBusy && !isLost)) return;
    this.wait(false);
    if (isLost) this.say(this.words.lost!);
    else void this.send(this.then);
  }

  /** Remember the send until the files are there, or (false) do not. */
  private wait(isWaiting: boolean): void {
    if (isWaiting) waiting.set(this.ticket, this);
    else waiting.delete(this.ticket);
    this.form.querySelector<HTMLElement>("[data-waiting]")!.hidden = !isWaiting;
    this.box.readOnly = isWaiting;
  }

  private say(sentence: string): void {
    if (sentence && !this.form.isConnected) return void toast(sentence, { tone: "broken" });
    const line = this.form.querySelector<HTMLElement>("[data-error]")!;
    line.textContent = sentence;
    line.hidden = !sentence;
  }

  private async send(then: string): Promise<void> {
    if (this.form.ariaBusy === "true") return;
    this.say("");
    this.then = then;
    if (this.uploads.isBusy) return this.wait(true);
    // an answer that got lost may have been to these very words; other words are another message
    if (this.failedText !== null && this.failedText !== this.box.value) this.id.value = crypto.randomUUID();
    this.failedText = null;
    this.busy(true);
    const body = new FormData();
    const to = this.form.querySelector<HTMLElement>("[data-to]:not([hidden])")?.title ?? "";
    for (const [name, value] of [["text", this.box.value], ["client_id", this.id.value], ["channel", this.kind], ["to", to], ["then", then]]) body.append(name!, value!);
    for (const file of this.uploads.files) body.append("uploads", file.id);
    const headers = { "X-CSRFToken": token(), Accept: "application/json", "HX-Request": "true", "HX-Current-URL": location.href };
    const answer = await fetch(this.form.action, { method: "POST", headers, body }).catch(() => null);
    this.busy(false);
    if (answer?.ok) return this.sent(await answer.json());
    if (answer?.status === 401) return location.assign(answer.headers.get("HX-Redirect") ?? location.href);
    this.failedText = this.box.value;
    lead(answer?.headers.get("Shopbell-Place"));
    this.say(answer && (answer.status === 422 || answer.status === 403) ? await answer.text() : this.words.failed!);
  }

  private sent({ message, undo, undo_seconds }: Sent): void {
    this.box.value = "";
    this.id.value = crypto.randomUUID();
    this.uploads.clear();
    this.box.dispatchEvent(new Event("input", { bubbles: false }));
    this.say("");
    this.keep();
    if (undo) offerUndo(undo, undo_seconds, this.words as never, (back) => this.takeBack(back));
    else if (this.kind === "note") toast(this.words.noted!, { seconds: 2 });
    document.querySelector("#messages")?.scrollTo({ top: 0 });
    setTimeout(() => {
      if (this.form.isConnected && !document.getElementById(`message-${message}`)) refetchTicket();
    }, PATIENCE_MS);
  }

  /** The words of a reply that was taken back return to the box, before what was written since. */
  private takeBack({ text, channel, uploads }: TakenBack): void {
    const now = this.form.isConnected ? this.box.value : (readDraft(this.ticket)?.text ?? "");
    const whole = [text, now].filter((part) => part.trim()).join("\n\n");
    if (!this.form.isConnected) return keepDraft(this.ticket, { text: whole, kind: channel, clientId: crypto.randomUUID(), uploads });
    this.box.value = whole;
    const tab = this.form.querySelector<HTMLInputElement>(`[name=channel][value="${CSS.escape(channel)}"]`);
    if (tab) tab.checked = true;
    this.uploads.restore(uploads);
    this.choose();
    this.box.dispatchEvent(new Event("input", { bubbles: false }));
    this.box.focus();
    setTimeout(refetchTicket, PATIENCE_MS / 4);
  }

  private busy(isBusy: boolean): void {
    this.form.ariaBusy = String(isBusy);
    this.box.readOnly = isBusy;
  }

  private takeDrops(area: HTMLElement): void {
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    area.addEventListener("dragover", (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      area.classList.add("is-dropping");
    });
    area.addEventListener("dragleave", (event) => {
      if (!area.contains(event.relatedTarget as Node | null)) area.classList.remove("is-dropping");
    });
    area.addEventListener("drop", (event) => {
      area.classList.remove("is-dropping");
      if (!carriesFiles(event)) return;
      event.preventDefault();
      this.uploads.add(event.dataTransfer!.files);
    });
  }
}

addEventListener("beforeunload", (event) => {
  if (waiting.size) event.preventDefault(); // what was sent has not left yet
});

behave("[data-composer]", (form) => void new Composer(form as HTMLFormElement));

onKey("mod+enter", "Send", (event) => {
  const form = (event.target as Element).closest<HTMLFormElement>("[data-composer]");
  if (!form) return false;
  form.requestSubmit(form.querySelector<HTMLButtonElement>("[data-send]"));
  return true;
});
