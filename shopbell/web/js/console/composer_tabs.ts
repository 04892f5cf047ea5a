// The tabs of a composer: by which way the words go, and what the form says and where it sends for each.

import type { Kind } from "./draft_words";

export class Tabs {
  constructor(
    private readonly form: HTMLFormElement,
    private readonly area: HTMLTextAreaElement,
  ) {}

  get channel(): string {
    return this.form.querySelector<HTMLInputElement>("[name=channel]:checked")?.value ?? "note";
  }

  get kind(): Kind {
    return this.channel === "note" ? "note" : "reply";
  }

  turnTo(channel: string): void {
    const tab = channel && this.form.querySelector<HTMLInputElement>(`[name=channel][value="${CSS.escape(channel)}"]`);
    if (tab) tab.checked = true;
  }

  /** From the note to the first way to the customer; whether there is one. */
  leaveNote(): boolean {
    if (this.kind === "note") this.form.querySelector<HTMLInputElement>("[name=channel]:not([value=note])")?.click();
    return this.kind !== "note";
  }

  /** Have the form look and send as the chosen tab says. */
  dress(): void {
    const { form, area } = this;
    const isNote = this.kind === "note";
    form.dataset.kind = this.channel;
    for (const line of form.querySelectorAll<HTMLElement>("[data-to]")) line.hidden = line.dataset.to !== this.channel;
    form.action = isNote ? form.dataset.notes! : form.dataset.replies!;
    area.lang = (!isNote && area.dataset.lang) || document.documentElement.lang;
    const isPublic = form.querySelector("[name=channel]:checked")?.hasAttribute("data-public");
    area.placeholder = (isNote ? area.dataset.placeholderNote : isPublic ? area.dataset.placeholderPublic : area.dataset.placeholderReply)!;
    const send = form.querySelector<HTMLElement>("[data-send]");
    if (!send) return;
    const [before, after] = [send.textContent!, isNote ? send.dataset.note! : send.dataset.reply!];
    send.title = send.title.replace(before, after);
    send.textContent = after;
  }
}
