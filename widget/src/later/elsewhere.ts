/* The ways to go on elsewhere, each in a dialog: a call, where the shop offers them, e-mail, and another device. */

import { button, fill, h, icon, iconButton } from "../frame/element";
import { root, word } from "../frame/page";
import type { ChatState } from "../frame/wire";
import { Word } from "../frame/words";
import { meanwhile } from "./meanwhile";

interface Chat {
  state: ChatState; // another one after each fetch
  fetch(): Promise<void>;
}
type Call = <Answer>(name: string, body?: object) => Promise<Answer>;

const PHONE = "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A15 15 0 0 1 3 6a2 2 0 0 1 2-2";
const DEVICE = "M7 3h10v18H7zM11 17.5h2";

/** Draw the ways into `into`; they are left alone until they are others: from the mail it goes back in the chat, at once.
 Who waits has the way to their mailbox beside their place until they took it, and an agreed call stands where it was asked for. */
export function drawElsewhere(into: HTMLElement, chat: Chat, call: Call): void {
  const { is_by_mail, is_open, wait, call: agreed } = chat.state;
  const isBack = is_by_mail && is_open;
  const name = word(isBack ? Word.chat : Word.by_email);
  const hasWay = isBack || !wait;
  const words = agreed || root.dataset.call;
  const drawn = `${hasWay} ${name} ${words}`;
  if (into.dataset.way === drawn) return;
  into.dataset.way = drawn;
  const isFocused = into.contains(document.activeElement);
  const callMe = async () => (await meanwhile()).askCall(chat, call, {}, () => void chat.fetch()).catch(console.warn);
  const way = button("", () => byMail(chat, call), icon(isBack ? "chat" : "mail"), name);
  const device = button("", () => void byLink(chat, call), icon("device", DEVICE), word(Word.other_device));
  fill(into, words && button("", callMe, icon("phone", PHONE), words), hasWay && way, device);
  if (isFocused) (hasWay ? way : device).focus();
}

/** On the widget's home, a way to be called without a chat; `done` gets the one that begins with it. */
export function drawCallCard(into: HTMLElement, call: Call, client_id: string, about: () => object, done: (state: ChatState) => void): void {
  const callMe = async () => (await meanwhile()).askCall(null, call, { client_id, ...about() }, done).catch(console.warn);
  const words = h("span.card-text", {}, h("strong", {}, root.dataset.call!));
  const ways = [...into.querySelectorAll(".ways > button.card")]; // none where the shopper went on while this was fetched
  ways.at(-1)?.after(button(".card", callMe, icon("phone", PHONE), words, icon("next")));
}

export function byMail(chat: Chat, call: Call): void {
  const { id, is_by_mail, is_open } = chat.state;
  if (is_by_mail && is_open) {
    tell("");
    return void call("back", { chat: id }).then(chat.fetch, chat.fetch);
  }
  const input = h("input", { type: "email", autocomplete: "email", value: chat.state.email });
  const status = h("p", { role: "status" });
  const send = h("button.primary", {}, word(Word.send_mail));
  const submit = async (event: Event) => {
    event.preventDefault();
    send.disabled = true;
    try {
      const { said } = await call<{ said: string }>("transcript", { chat: chat.state.id, email: input.value });
      form.closest("dialog")?.close();
      tell(said);
      void chat.fetch();
    } catch (error) {
      status.textContent = (error as Error).message;
      send.disabled = false;
    }
  };
  const form = h("form", { novalidate: true, submit }, h("label.field", {}, word(Word.email), input), status, send);
  open(word(Word.by_email), h("p.quiet", {}, word(Word.by_email_hint)), form);
  input.focus();
}

/** Say in the chat that a mail has left, above what the shopper may expect; until they write, or `said` is empty. */
function tell(said: string): void {
  document.querySelector(".went")?.remove();
  if (!said) return;
  const line = h("p.notice.went", { role: "status" });
  document.querySelector(".talk > .notice")!.before(line);
  line.textContent = said;
  document.addEventListener("input", () => line.remove(), { once: true });
}

async function byLink(chat: Chat, call: Call): Promise<void> {
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
