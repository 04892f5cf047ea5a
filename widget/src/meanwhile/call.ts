/* Asking for a call: number, time and language, in a dialog; who has no chat yet also says what it is about. */

import { button, fill, h, iconButton } from "../frame/element";
import type { ChatState } from "../frame/wire";
import type { Call, Called, Offer } from "./wire";

interface Chat {
  state: ChatState; // another one after each fetch
}

/** Ask for a call about `chat`, or for one that begins a chat with what is said `about` it; `done` gets how it stands then. */
export async function askCall(chat: Chat | null, call: Call, about: object, done: (chat: ChatState) => void): Promise<void> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const offer = await call<Offer>(`calls?zone=${encodeURIComponent(timeZone)}${chat ? `&chat=${chat.state.id}` : ""}`);
  const dialog = h("dialog", { "aria-label": offer.title, close: () => dialog.remove() },
    h("header", {}, h("h2", {}, offer.title), iconButton(".bare", "close", offer.close, () => dialog.close())),
  );
  const finish = (state: ChatState) => {
    dialog.close();
    done(state);
  };
  if (offer.standing && chat) dialog.append(...standing(offer, chat, call, () => dialog.close()));
  if (offer.none) dialog.append(h("p", { role: "status" }, offer.none));
  else dialog.append(formOf(offer, (given) => call<Called>("call", { ...about, ...given, ...(chat && { chat: chat.state.id }) }), finish));
  document.body.append(dialog);
  dialog.showModal();
}

/** The call that is promised, and the way to need none. */
function standing(offer: Offer, chat: Chat, call: Call, close: () => void): HTMLElement[] {
  const status = h("p", { role: "status" }, offer.standing);
  const off = button(".link", () => {
    off.disabled = true;
    call<{ said: string }>("call-off", { chat: chat.state.id }).then(
      ({ said }) => (fill(status, said), off.remove(), setTimeout(close, 1500)),
      (error: Error) => (fill(status, error.message), (off.disabled = false)),
    );
  }, offer.off);
  return [status, off];
}

function formOf(offer: Offer, send: (given: object) => Promise<Called>, done: (state: ChatState) => void): HTMLElement {
  const status = h("p.error", { role: "alert" });
  const sendButton = h("button.primary", {}, offer.send);
  const submit = async (event: Event) => {
    event.preventDefault();
    sendButton.disabled = true;
    status.textContent = "";
    try {
      done((await send(Object.fromEntries(new FormData(form)))).chat);
    } catch (error) {
      status.textContent = (error as Error).message;
      sendButton.disabled = false;
    }
  };
  const hint = h("small.quiet", { id: "call-hint" }, offer.number_hint);
  const form: HTMLFormElement = h("form", { novalidate: true, submit },
    h("p.quiet", {}, offer.hint),
    offer.text && h("label.field", {}, offer.text, h("textarea", { name: "text", rows: 3, maxlength: 10000, dir: "auto" })),
    h("label.field", {}, offer.number, h("input", { type: "tel", name: "number", autocomplete: "tel", dir: "ltr", maxlength: 40, "aria-describedby": "call-hint" })),
    hint,
    h("label.field", {}, offer.when, h("select", { name: "when" }, ...timesOf(offer))),
    h("label.field", {}, offer.language, h("select", { name: "language" }, ...offer.languages.map(({ code, name }) => option(code, name, code === offer.spoken)))),
    status,
    sendButton,
  );
  return form;
}

/** The times below their days. */
function timesOf({ times }: Offer): HTMLElement[] {
  const days = [...new Set(times.map(({ day }) => day))];
  return days.flatMap((label) => {
    const own = times.filter(({ day }) => day === label).map(({ at, name }) => option(at, label ? `${label}, ${name}` : name, false));
    return label ? [h("optgroup", { label }, ...own)] : own;
  });
}

function option(value: string, name: string, isChosen: boolean): HTMLElement {
  return h("option", { value, ...(isChosen && { selected: "" }) }, name);
}
