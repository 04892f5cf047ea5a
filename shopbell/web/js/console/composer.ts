// The composer: a reply by a channel or a note, sent without leaving the page. What is refused or cannot be
// sent stays in the box. The id it is sent with stays too, so that a second try writes no second message.
// A send while a file is still on its way up is remembered, shown, and goes off by itself.

import { behave } from "../behave";
import { lead } from "../behaviours/lead";
import { post } from "../post";
import { toast } from "../toast";
import { Addressees } from "./addressees";
import { Beginnings, goOnTo } from "./beginnings";
import { Box } from "./box";
import { Tabs } from "./composer_tabs";
import { type Crossed, sawMessage, seenMessage, showCrossed } from "./crossing";
import { bringUpAll } from "./draft";
import type { Conflict, Draft, Kind, MacroUse, Words } from "./draft_words";
import { takeDrops } from "./drops";
import { Sheet } from "./sheet";
import { refetchTicket, showNewest } from "./thread";
import { offerUndo, type Sent, type TakenBack } from "./undo";

const PATIENCE_MS = 600; // until then the socket has said that the ticket changed

// whose send waits for a file, by ticket: also those whose ticket has left the screen
const waiting = new Map<string, Composer>();

class Composer {
  readonly box: Box;
  private readonly tabs: Tabs;
  private readonly addressees: Addressees;
  private readonly beginnings: Beginnings;
  private readonly words: Record<string, string>;
  private readonly sheets: Record<Kind, Sheet>;
  private shown: Kind | null = null; // whose words are in the box
  private failed: string | null = null; // what a send said that did not go through, for all that is known
  private then = "";
  private asks = ""; // what it asks for all the same
  private at = ""; // when, if it is sent later
  private isTold = false; // that a file did not arrive: the next send goes without it

  constructor(private readonly form: HTMLFormElement) {
    waiting.get(form.dataset.ticket!)?.wait(false); // its words are in this box now
    this.box = new Box(form, {
      changed: () => this.keep(),
      files: (files) => this.current.uploads.add(files),
      picture: (file, progress) => this.current.uploads.picture(file, progress),
    });
    this.tabs = new Tabs(form, this.box.area);
    this.addressees = new Addressees(form, () => this.keep());
    this.beginnings = new Beginnings(form, () => this.keep());
    this.words = JSON.parse(form.dataset.words!);
    this.sheets = { reply: this.sheet("reply"), note: this.sheet("note") };
    const drafts = JSON.parse(form.dataset.drafts || "[]") as Draft[];
    for (const kind of ["reply", "note"] as const) this.sheets[kind].begin(drafts.find((draft) => draft.kind === kind) ?? null);
    const begun = drafts[0]?.kind ?? (["reply", "note"] as const).find((kind) => !this.sheets[kind].isEmpty); // the last written
    this.tabs.turnTo(begun === "reply" ? this.sheets.reply.words.channel : (begun ?? ""));
    this.choose();
    form.addEventListener("change", (event) => {
      const field = event.target as HTMLInputElement;
      if (field.name === "channel") this.choose();
      if (field.matches("[data-pick]")) {
        this.current.uploads.add(field.files ?? []);
        field.value = "";
      }
    });
    // who points at a tab writes next; arrow keys (a click without detail) stay among the tabs
    form.addEventListener("click", (event) => {
      const isPointedAt = event.detail > 0 && (event.target as Element).closest(".composer-tab");
      if (isPointedAt) requestAnimationFrame(() => this.box.focus());
    });
    this.on("[data-stop-waiting]", () => (this.wait(false), this.box.focus()));
    this.on("[data-send-anyway]", () => void this.send(this.then, this.at));
    this.on("[data-later-drop]", () => (form.querySelector<HTMLElement>("[data-later-bar]")!.hidden = true));
    this.on("[data-later-set]", () => this.later(form.querySelector<HTMLInputElement>("[data-later-at]")!.value));
    for (const item of form.querySelectorAll<HTMLElement>("[data-later]")) item.addEventListener("click", () => this.later(item.dataset.later!));
    this.on("[data-discard]", () => this.discard());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send((event.submitter as HTMLButtonElement | null)?.value ?? "");
    });
    takeDrops(form.closest<HTMLElement>(".ticket") ?? form, (files) => this.current.uploads.add(files));
  }

  /** Answer the message `id` in particular: the mail quotes it and hangs below it. `whom`: "all" of it, its "author". */
  answer(id: number, whom = ""): void {
    if (!this.tabs.leaveNote()) return;
    this.current.answer(id);
    if (whom) void this.addressees.ask({ message: String(id), all: whom === "all" ? "1" : "" });
    this.box.focus();
  }

  add(macro: MacroUse): void {
    this.current.add(macro);
  }

  private on(selector: string, run: () => void): void {
    this.form.querySelector(selector)?.addEventListener("click", run);
  }

  private sheet(kind: Kind): Sheet {
    return new Sheet(this.form, kind, this.words as never, {
      show: (words) => this.shown === kind && this.show(words),
      changed: (isLost) => this.filesChanged(kind, isLost),
      wasSent: () => {
        toast(this.words.sent!, { seconds: 3 });
        refetchTicket();
      },
    });
  }

  private get ticket(): string {
    return this.form.dataset.ticket!;
  }

  private get kind(): Kind {
    return this.tabs.kind;
  }

  private get current(): Sheet {
    return this.sheets[this.kind];
  }

  private get said(): string {
    return JSON.stringify([this.box.text, this.addressees.value, this.beginnings.value]);
  }

  private choose(): void {
    this.tabs.dress();
    this.say("");
    if (this.shown !== this.kind) {
      this.shown = this.kind;
      for (const kind of ["reply", "note"] as const) this.sheets[kind].turn(kind === this.kind);
      this.show(this.current.words);
    }
    this.box.fit();
    this.keep();
  }

  /** Put `words` into the box, as what the sheet on top says. */
  private show(words: Words): void {
    this.failed = null;
    if (this.kind === "reply") this.tabs.turnTo(words.channel);
    this.box.show(words);
    this.addressees.value = words.people;
    this.beginnings.value = words.beginning ?? null;
    this.form.toggleAttribute("data-is-begun", !this.current.isEmpty);
  }

  private keep(): void {
    if (this.shown !== this.kind) return;
    const [channel, people] = this.kind === "note" ? ["", null] : [this.tabs.channel, this.addressees.value];
    this.current.write(this.box.text, this.box.html, channel, people, this.beginnings.value);
    this.form.toggleAttribute("data-is-begun", !this.current.isEmpty);
  }

  /** Another device may have gone on with it, and a file that was lost on the way up may get through now. */
  look(): void {
    if (document.visibilityState !== "visible") return;
    for (const { keeper, uploads } of Object.values(this.sheets)) {
      void keeper.look();
      uploads.again();
    }
  }

  private filesChanged(kind: Kind, isLost: boolean): void {
    if (this.shown === kind) this.keep();
    if (this.isTold && this.kind === kind && !this.current.uploads.hasLost) this.say("");
    if (waiting.get(this.ticket) !== this || this.kind !== kind || (this.current.uploads.isBusy && !isLost)) return;
    this.wait(false);
    if (isLost) this.say(this.words.lost!, true);
    else void this.send(this.then, this.at);
  }

  /** Remember the send until the files are there, or (false) do not. */
  private wait(isWaiting: boolean): void {
    if (isWaiting) waiting.set(this.ticket, this);
    else waiting.delete(this.ticket);
    this.form.querySelector<HTMLElement>("[data-waiting]")!.hidden = !isWaiting;
    this.box.readOnly = isWaiting;
  }

  private say(sentence: string, isLost = false): void {
    if (sentence && !this.form.isConnected) return void toast(sentence, { tone: "broken" });
    const line = this.form.querySelector<HTMLElement>("[data-error]")!;
    line.textContent = sentence;
    line.hidden = !sentence;
    this.isTold = isLost;
    this.form.querySelector("[data-crossed]")?.toggleAttribute("hidden", true);
  }

  /** Have it sent at `at` instead of now; an empty one asks for the moment first. */
  later(at: string): void {
    const bar = this.form.querySelector<HTMLElement>("[data-later-bar]")!;
    bar.hidden = at !== "";
    if (at) void this.send("", at);
    else bar.querySelector<HTMLElement>("[data-later-at]")!.focus();
  }

  private async send(then: string, at = ""): Promise<void> {
    if (this.form.ariaBusy === "true") return;
    if (this.current.uploads.hasLost && !this.current.uploads.isBusy && !this.isTold) return this.say(this.words.lost!, true);
    this.say("");
    [this.then, this.at] = [then, at];
    const [sheet, channel] = [this.current, this.tabs.channel];
    if (sheet.uploads.isBusy) return this.wait(true);
    if (sheet.keeper.hasConflict) return this.say(this.words.choose!);
    // an answer that got lost may have been to these very words; other words are another message
    if (this.failed !== null && this.failed !== this.said) sheet.renew();
    this.failed = null;
    this.busy(true);
    await sheet.keeper.rest();
    const body = sheet.body();
    const to = this.form.querySelector<HTMLElement>("[data-to]:not([hidden])")?.dataset.address ?? "";
    for (const [name, value] of [["channel", channel], ["to", to], ["then", then], ["seen", String(seenMessage())], ["asks", this.asks]]) body.append(name!, value!);
    if (at) body.append("at", at);
    const answer = await post(at ? this.form.dataset.laterUrl! : this.form.action, body);
    this.busy(false);
    if (answer?.ok && at) return this.scheduled(sheet);
    if (answer?.ok) return this.sent(sheet, (await answer.json()) as Sent);
    if (answer?.status === 401) return location.assign(answer.headers.get("HX-Redirect") ?? location.href);
    if (answer?.status === 409) return this.stopped(sheet, (await answer.json()) as Conflict | Crossed);
    this.failed = this.said;
    sheet.keeper.hold(sheet.words);
    lead(answer?.headers.get("Shopbell-Place"));
    this.say(answer && (answer.status === 422 || answer.status === 403) ? await answer.text() : this.words.failed!);
  }

  /** Somebody wrote while this was being written: show what, and let the agent decide. */
  private stopped(sheet: Sheet, why: Conflict | Crossed): void {
    if (!("came" in why)) return sheet.keeper.clash(why);
    sawMessage(why.seen);
    this.asks = why.asks ?? this.asks;
    showCrossed(this.form.querySelector<HTMLElement>("[data-crossed]")!, why);
    sheet.keeper.change(sheet.words);
    refetchTicket();
  }

  private sent(sheet: Sheet, { message, undo, undo_seconds, place, asks }: Sent): void {
    sheet.end();
    this.asks = "";
    if (place) return goOnTo(place, { message, undo, undo_seconds });
    if (undo) this.offer({ message, undo, undo_seconds });
    else if (sheet.kind === "note") toast(this.words.noted!, { seconds: 2 });
    showNewest();
    if (this.kind !== "note" && this.form.isConnected) document.dispatchEvent(new CustomEvent("ticket-done", { detail: { asks } }));
    setTimeout(() => {
      if (this.form.isConnected && !document.getElementById(`message-${message}`)) refetchTicket();
    }, PATIENCE_MS);
  }

  private scheduled(sheet: Sheet): void {
    sheet.end();
    toast(this.words.scheduled!, { seconds: 3 });
    refetchTicket();
  }

  /** Offer to take back what was sent, by this composer or without it. */
  offer({ undo, undo_seconds }: Sent): void {
    const restore = ({ draft, place }: TakenBack) => (place ? location.assign(place) : draft && shownComposer()?.taken(draft, this.ticket));
    if (undo) offerUndo(undo, undo_seconds, this.words as never, bringUpAll, restore);
  }

  /** A draft has become this agent's elsewhere: taken back, or taken over from a colleague. */
  taken(draft: Draft, ticket: string): void {
    if (ticket !== this.ticket) return;
    const sheet = this.sheets[draft.kind];
    if (sheet.keeper.isDirty) return sheet.keeper.clash({ sentence: this.words.choose!, draft, is_sent: false, is_same: false });
    if (this.kind !== draft.kind) {
      this.tabs.turnTo(draft.kind === "note" ? "note" : draft.channel);
      this.choose();
    }
    sheet.keeper.take(draft);
    this.choose();
    this.box.focus();
    setTimeout(refetchTicket, PATIENCE_MS / 4);
  }

  private discard(): void {
    const sheet = this.current;
    const { text, html } = sheet.words;
    sheet.discard();
    toast(this.words.discarded!, { action: { label: this.words.undo!, run: () => sheet.restore({ text, html }) } });
    this.box.focus();
  }

  private busy(isBusy: boolean): void {
    this.form.ariaBusy = String(isBusy);
    this.box.readOnly = isBusy;
  }
}

addEventListener("beforeunload", (event) => {
  if (waiting.size) event.preventDefault(); // what was sent has not left yet
});

const composers = new WeakMap<Element, Composer>();
export const shownComposer = (): Composer | undefined => composers.get(document.querySelector("[data-composer]") ?? document.body);

behave("[data-composer]", (form) => composers.set(form, new Composer(form as HTMLFormElement)));
for (const name of ["visibilitychange", "live:ready"]) document.addEventListener(name, () => shownComposer()?.look());
