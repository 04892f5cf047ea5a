/* The two ways to go on elsewhere, each in a dialog. */

import { button, h, iconButton } from "../frame/element";
import { word } from "../frame/page";
import type { ChatState } from "../frame/wire";
import { Word } from "../frame/words";

interface Chat {
  state: ChatState; // another one after each fetch
}
type Call = <Answer>(name: string, body: object) => Promise<Answer>;

export function byMail(chat: Chat, call: Call): void {
  const input = h("input", { type: "email", autocomplete: "email", value: chat.state.email });
  const status = h("p", { role: "status" });
  const send = h("button.primary", {}, word(Word.send_mail));
  const submit = async (event: Event) => {
    event.preventDefault();
    send.disabled = true;
    try {
      const { email, said } = await call<{ email: string; said: string }>("transcript", { chat: chat.state.id, email: input.value });
      chat.state.email = email;
      status.textContent = said;
    } catch (error) {
      status.textContent = (error as Error).message;
      send.disabled = false;
    }
  };
  const form = h("form", { novalidate: true, submit }, h("label.field", {}, word(Word.email), input), status, send);
  open(word(Word.by_email), h("p.quiet", {}, word(Word.by_email_hint)), form);
  input.focus();
}

export async function byLink(chat: Chat, call: Call): Promise<void> {
  const input = h("input", { readonly: true, "aria-label": word(Word.other_device), focus: () => input.select() });
  const copy = button(".primary", () => {
    input.select();
    void navigator.clipboard?.writeText(input.value).then(() => (copy.textContent = word(Word.copied)));
  }, word(Word.copy));
  copy.disabled = true;
  const hint = h("p.quiet", { role: "status" });
  open(word(Word.other_device), hint, input, copy);
  try {
    const made = await call<{ link: string; hint: string }>("link", { chat: chat.state.id });
    input.value = made.link;
    hint.textContent = made.hint;
    copy.disabled = false;
    copy.focus();
  } catch (error) {
    input.replaceWith(h("p.error", {}, (error as Error).message));
  }
}

function open(title: string, ...content: HTMLElement[]): void {
  const close = iconButton(".bare", "close", word(Word.close), () => dialog.close());
  const dialog = h("dialog", { "aria-label": title, close: () => dialog.remove() }, h("header", {}, h("h2", {}, title), close), ...content);
  document.body.append(dialog);
  dialog.showModal();
}
