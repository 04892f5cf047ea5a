// To whom an answer by mail goes: the line above the words says it and unfolds To, Cc and Bcc. What makes chips of the
// addresses there is fetched when somebody first looks; until then they are lines with commas. Where a message begins a
// ticket there is no usual way, and the lines stand open.

import { sayFailed } from "../failed";
import { load } from "../load";
import type { People } from "./draft_words";

const LINES = ["to", "cc", "bcc"] as const;

export class Addressees {
  private readonly box: HTMLElement | null;
  private readonly toggle: HTMLElement | null;
  private readonly words: Record<string, string>;

  constructor(
    form: HTMLFormElement,
    private readonly changed: () => void,
  ) {
    this.box = form.querySelector("[data-addressees]");
    this.toggle = form.querySelector("[data-people-toggle]");
    this.words = JSON.parse(this.box?.dataset.words ?? "{}");
    this.toggle?.addEventListener("click", () => (this.box!.hidden ? void this.open() : this.close()));
    this.box?.addEventListener("change", () => {
      this.tell();
      this.changed();
    });
    this.box?.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>("[data-people-all], [data-people-usual]");
      if (button?.matches("[data-people-all]")) void this.ask({ all: "1" });
      else if (button) this.choose(null);
    });
  }

  /** As they were chosen; null when it goes where answers usually do. */
  get value(): People | null {
    if (!this.box || this.toggle?.hidden) return null;
    const [to, cc, bcc] = LINES.map((name) => this.field(name).value.trim());
    if ((!to || to === this.usual) && !cc && !bcc) return null;
    return { to: to!, cc: cc!, bcc: bcc! };
  }

  set value(people: People | null) {
    if (!this.box) return;
    for (const name of LINES) {
      this.field(name).value = people?.[name] ?? (name === "to" ? this.usual : "");
      this.field(name).dispatchEvent(new CustomEvent("shown"));
    }
    this.tell();
  }

  /** Fill in whom an answer reaches: `asked` says of which message, and whether all who take part. */
  async ask(asked: Record<string, string>): Promise<void> {
    if (!this.box) return;
    const headers = { Accept: "application/json", "HX-Request": "true" };
    const answer = await fetch(`${this.box.dataset.addressees}?${new URLSearchParams(asked)}`, { headers }).catch(() => null);
    if (!answer?.ok) return sayFailed(answer);
    const { to, cc } = (await answer.json()) as { to: string[]; cc: string[] };
    this.choose({ to: to.join(", "), cc: cc.join(", "), bcc: this.field("bcc").value });
    await this.open(false);
  }

  private get usual(): string {
    return this.toggle?.dataset.address ?? "";
  }

  private field(name: (typeof LINES)[number]): HTMLInputElement {
    return this.box!.querySelector<HTMLInputElement>(`[name=mail_${name}]`)!;
  }

  private choose(people: People | null): void {
    this.value = people;
    this.changed();
  }

  private async open(isToWrite = true): Promise<void> {
    this.box!.hidden = false;
    this.toggle!.ariaExpanded = "true";
    await load(this.box!.dataset.script!).catch(() => undefined); // the plain lines do as well
    if (isToWrite) this.box!.querySelector<HTMLElement>("label + * input:not([type=hidden])")?.focus();
  }

  private close(): void {
    this.box!.hidden = true;
    this.toggle!.ariaExpanded = "false";
  }

  private tell(): void {
    if (!this.toggle) return;
    const people = this.value ?? { to: this.usual, cc: "", bcc: "" };
    const said = LINES.filter((name) => people[name]).map((name) => this.words[name]!.replace("{}", people[name]));
    this.toggle.querySelector("[data-people-words]")!.textContent = said.join(" · ");
  }
}
