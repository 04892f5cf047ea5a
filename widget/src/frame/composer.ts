/* The composer: Enter sends (a new line on a phone), drafts outlive the page, files drop and paste.

A send while a file is on its way up waits for it, says so, and goes off by itself. */

import { Attachments } from "./attach";
import type { Chat } from "./chat";
import { h, icon } from "./element";
import { forget, read, write } from "./keep";
import { word } from "./page";
import { Word } from "./words";

const TYPING_MS = 2000;

export class Composer {
  private readonly draft: string;
  private readonly text = h("textarea", { rows: 1, maxlength: 10000, dir: "auto", "aria-label": word(Word.write) });
  private readonly button = h("button", { class: "send", "aria-label": word(Word.send) }, icon("send"));
  private readonly error = h("p", { class: "error", role: "alert" });
  private readonly waiting = h("p", { class: "wait", role: "status" });
  private readonly attachments: Attachments;
  readonly form: HTMLFormElement;
  private typedAt = 0;

  constructor(
    private readonly chat: Chat,
    private readonly typing: () => void,
  ) {
    this.draft = `draft:${chat.state.id}`;
    this.attachments = new Attachments(chat.state.id, () => this.update(), (sentence) => this.failed(sentence));
    const picker = h("input", { type: "file", multiple: true, class: "hidden", tabindex: -1, "aria-hidden": "true" });
    picker.addEventListener("change", () => {
      this.attachments.add(picker.files ?? []);
      picker.value = "";
    });
    const attach = h("button", { type: "button", class: "attach", "aria-label": word(Word.attach), click: () => picker.click() }, icon("clip"));
    const line = h("div", { class: "line" }, attach, picker, this.text, this.button);
    this.form = h("form", { class: "composer" }, this.error, this.attachments.list, this.waiting, line);
    this.text.value = read(this.draft) ?? "";
    this.listen();
    this.update();
  }

  focus(): void {
    this.text.focus({ preventScroll: true });
  }

  set placeholder(words: string) {
    this.text.placeholder = words;
  }

  private listen(): void {
    const isTouch = matchMedia("(pointer: coarse)").matches;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || isTouch) return;
      event.preventDefault();
      this.send();
    });
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("paste", (event) => {
      const files = event.clipboardData?.files;
      if (files?.length) event.preventDefault();
      this.attachments.add(files ?? []);
    });
    for (const kind of ["dragover", "drop"] as const) addEventListener(kind, (event) => this.dropped(event));
  }

  private dropped(event: DragEvent): void {
    if (!this.form.isConnected || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (event.type === "drop") this.attachments.add(event.dataTransfer.files);
  }

  private typed(): void {
    write(this.draft, this.text.value);
    if (this.text.value && Date.now() - this.typedAt > TYPING_MS) {
      this.typedAt = Date.now();
      this.typing();
    }
    this.update();
  }

  private send(): void {
    if (this.button.disabled) return;
    this.error.textContent = "";
    this.wait(this.attachments.isBusy);
    if (this.text.readOnly) return;
    this.chat.send(this.text.value.trim() ? this.text.value : "", this.attachments.take());
    this.text.value = "";
    forget(this.draft);
    this.update();
    this.focus();
  }

  private wait(isWaiting: boolean): void {
    this.text.readOnly = isWaiting;
    const stop = isWaiting && h("button", { type: "button", click: () => this.wait(false) }, word(Word.stop));
    this.waiting.replaceChildren(...(stop ? [word(Word.waits), stop] : []));
  }

  private failed(sentence: string): void {
    this.error.textContent = sentence;
    this.wait(false);
  }

  private update(): void {
    const { isBusy, isEmpty } = this.attachments;
    this.button.disabled = isEmpty && !isBusy && !this.text.value.trim();
    if (this.text.readOnly && !isBusy) {
      this.wait(false);
      this.send();
    }
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 140)}px`;
  }
}
