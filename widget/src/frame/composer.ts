/* The composer: Enter sends (a new line on a phone), drafts outlive the page, files drop and paste.

A send while a file is on its way up waits for it, says so, and goes off by itself. */

import { attachmentsOf } from "./attach";
import type { Chat } from "./chat";
import { button, fill, h, icon, iconButton } from "./element";
import { forget, read, write } from "./keep";
import { word } from "./page";
import { Word } from "./words";

const TYPING_MS = 2000;
const TALLEST_PX = 140;

export const isTouch = () => matchMedia("(pointer: coarse)").matches;

export function composerOf(chat: Chat, typing: () => void) {
  const draft = `draft:${chat.state.id}`;
  const attachments = attachmentsOf(chat.state.id, update, (sentence) => {
    error.textContent = sentence;
    wait(false);
  });
  const error = h("p.error", { role: "alert" });
  const waiting = h("p.wait", { role: "status" });
  const text = h("textarea", { rows: 1, maxlength: 10000, dir: "auto", "aria-label": word(Word.message), input: typed, keydown, paste });
  const go = h("button.bare.send", { "aria-label": word(Word.send) }, icon("send"));
  const picker = h("input.hidden", { type: "file", multiple: true, tabindex: -1, "aria-hidden": "true", change: chosen });
  const attach = iconButton(".bare", "clip", word(Word.attach), () => picker.click());
  const form = h("form.composer", { submit }, error, attachments.list, waiting, h("div.line", {}, attach, picker, text, go));
  let typedAt = 0;

  text.value = read(draft) ?? "";
  for (const kind of ["dragover", "drop"] as const) addEventListener(kind, dropped);
  update();

  function focus(): void {
    text.focus({ preventScroll: true });
  }

  function submit(event: Event): void {
    event.preventDefault();
    send();
  }

  function keydown(event: KeyboardEvent): void {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !isTouch()) submit(event);
  }

  function chosen(): void {
    attachments.add(picker.files!);
    picker.value = "";
  }

  function paste(event: ClipboardEvent): void {
    const files = event.clipboardData?.files;
    if (files?.length) event.preventDefault();
    attachments.add(files);
  }

  function dropped(event: DragEvent): void {
    if (!form.isConnected || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (event.type === "drop") attachments.add(event.dataTransfer.files);
  }

  function typed(): void {
    write(draft, text.value);
    if (text.value && Date.now() - typedAt > TYPING_MS) {
      typedAt = Date.now();
      typing();
    }
    update();
  }

  function send(): void {
    if (go.disabled) return;
    error.textContent = "";
    wait(attachments.isBusy());
    if (text.readOnly) return;
    chat.send(text.value.trim() && text.value, attachments.take());
    text.value = "";
    forget(draft);
    update();
    focus();
  }

  function wait(isWaiting: boolean): void {
    text.readOnly = isWaiting;
    fill(waiting, isWaiting && word(Word.waits), isWaiting && button(".link", () => wait(false), word(Word.stop)));
  }

  function update(): void {
    const isBusy = attachments.isBusy();
    go.disabled = attachments.isEmpty() && !isBusy && !text.value.trim();
    if (text.readOnly && !isBusy) {
      wait(false);
      send();
    }
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight, TALLEST_PX)}px`;
  }

  return { form, focus, text };
}
