/* Going on elsewhere: by e-mail, or on another device by a link. Always one click away. */

import { post } from "./call";
import type { Chat } from "./chat";
import { h, icon } from "./element";
import { word } from "./page";
import { Word } from "./words";

export function elsewhere(chat: Chat): HTMLElement {
  return h(
    "div",
    { class: "elsewhere" },
    h("button", { type: "button", click: () => byMail(chat) }, icon("mail"), word(Word.by_email)),
    h("button", { type: "button", click: () => byLink(chat) }, icon("device"), word(Word.other_device)),
  );
}

function byMail(chat: Chat): void {
  const input = h("input", { type: "email", autocomplete: "email", value: chat.state.email, "aria-label": word(Word.email), required: true });
  const status = h("p", { role: "status" });
  const button = h("button", { class: "primary" }, word(Word.send_mail));
  const submit = async (event: Event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      const { email } = await post<{ email: string }>("transcript", { chat: chat.state.id, email: input.value });
      chat.state.email = email;
      status.textContent = word(Word.mail_sent, email);
    } catch (error) {
      status.textContent = (error as Error).message;
      button.disabled = false;
    }
  };
  const form = h("form", { novalidate: true, submit }, h("label", {}, word(Word.email), input), status, button);
  open(word(Word.by_email), h("p", { class: "quiet" }, word(Word.by_email_hint)), form);
  input.focus();
}

async function byLink(chat: Chat): Promise<void> {
  const input = h("input", { readonly: true, "aria-label": word(Word.other_device), focus: () => input.select() });
  const copy = h("button", { type: "button", class: "primary", disabled: true }, word(Word.copy));
  copy.addEventListener("click", () => {
    input.select();
    void navigator.clipboard?.writeText(input.value).then(() => (copy.textContent = word(Word.copied)));
  });
  open(word(Word.other_device), h("p", { class: "quiet" }, word(Word.link_hint)), input, copy);
  try {
    input.value = (await post<{ link: string }>("link", { chat: chat.state.id })).link;
    copy.disabled = false;
    copy.focus();
  } catch (error) {
    input.replaceWith(h("p", { class: "error" }, (error as Error).message));
  }
}

function open(title: string, ...content: HTMLElement[]): void {
  const close = h("button", { type: "button", class: "bare", "aria-label": word(Word.close), click: () => dialog.close() }, icon("close"));
  const dialog = h("dialog", { "aria-label": title, close: () => dialog.remove() }, h("header", {}, h("h2", {}, title), close), ...content);
  document.body.append(dialog);
  dialog.showModal();
}
