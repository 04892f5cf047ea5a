/* Before a conversation: the questions of the inbox and what it is about. By mail it is a message form.

The first message has its id from the start, so that sending it again after a lost answer is safe; it is
tried again by itself for as long as this form is open. */

import { type CallError, call, pause } from "./call";
import { dress, h } from "./element";
import { forget, newId, read, write } from "./keep";
import { faces, presence } from "./home";
import { later } from "./later";
import { parentOrigin, word } from "./page";
import { told } from "./parent";
import type { Asked, ChatState, Hello, Message } from "./wire";
import { Word } from "./words";

const DRAFT = "draft:new";
const REQUIRED = ["name", "email", "reason", "text"]; // as Word.required_name, Word.required_email, Word.required_reason, Word.required_text

export interface Started {
  message: Message;
  chat: ChatState;
}

export function ask(hello: Hello, byMail: boolean, done: (started: Started) => void): HTMLElement {
  const client_id = newId();
  const asks = { ...hello.asks, email: byMail ? "required" : hello.asks.email };
  const fields = [
    !hello.known?.name && input("name", "text", Word.name, asks.name, told.name),
    !hello.known?.email && input("email", "email", Word.email, asks.email as Asked, told.email),
    hello.reasons.length > 0 && reasons(hello, asks.reason),
    !byMail && hello.assistants.length > 0 && assistants(hello),
    words(),
  ];
  const button = h("button.primary", {}, word(byMail ? Word.leave : Word.start));
  const status = h("p.error", { role: "alert" });
  const form = h("form.ask", { novalidate: true, submit },
    !byMail && faces(hello),
    h("p.quiet", {}, byMail && hello.is_manned ? word(Word.message_hint) : presence(hello)),
    ...fields,
    status,
    button,
  );

  void later().then((its) => its.offerAnswers(form, call, about));

  function submit(event: Event): void {
    event.preventDefault();
    if (button.disabled || !isComplete(form)) return;
    button.disabled = true;
    void attempt(0);
  }

  async function attempt(tries: number): Promise<void> {
    if (tries && !form.isConnected) return;
    try {
      const started = await call<Started>("start", { client_id, by_mail: byMail, ...Object.fromEntries(new FormData(form)), ...about() });
      forget(DRAFT);
      done(started);
    } catch (error) {
      status.textContent = (error as CallError).message;
      if ((error as CallError).isFinal) button.disabled = false;
      else setTimeout(attempt, pause(tries), tries + 1);
    }
  }
  return form;
}

export function about() {
  const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { page: told.page, origin: parentOrigin, language: new URLSearchParams(location.search).get("lang") || navigator.language, time_zone };
}

/** Say beside each field what it lacks, and go to the first. */
function isComplete(form: HTMLFormElement): boolean {
  let first: HTMLElement | null = null;
  for (const control of form.querySelectorAll<HTMLInputElement>("[name]:not([type=radio])")) {
    const isFine = control.checkValidity() && (!control.required || control.value.trim() !== "");
    const error = form.querySelector(`#${control.id}-error`)!;
    error.textContent = isFine ? "" : word(Word.required_name + REQUIRED.indexOf(control.name));
    dress(control, { "aria-invalid": !isFine });
    if (!isFine) first ??= control;
  }
  first?.focus();
  return !first;
}

/** A control called `name` with its label, a hint, and room for what it lacks. */
export function field(name: string, label: string, asked: Asked, control: HTMLElement, hint = ""): HTMLElement {
  const id = `ask-${name}`;
  dress(control, { id, name, "aria-describedby": `${id}-error` });
  if (asked === "required") dress(control, { required: true });
  const optional = asked === "optional" && h("span.quiet", {}, ` ${word(Word.optional)}`);
  return h("div.field", {},
    h("label", { for: id }, label, optional),
    control,
    hint && h("small.quiet", {}, hint),
    h("small.error", { id: `${id}-error` }),
  );
}

function input(name: "name" | "email", type: string, label: Word, asked: Asked, value: string): HTMLElement | null {
  if (asked === "no") return null;
  return field(name, word(label), asked, h("input", { type, value, autocomplete: name, maxlength: 300, dir: "auto" }));
}

function reasons(hello: Hello, asked: Asked): HTMLElement | null {
  if (asked === "no") return null;
  const stages = [...new Set(hello.reasons.map((reason) => reason.stage))];
  const groups = stages.map((stage) => {
    const own = hello.reasons.filter((reason) => reason.stage === stage);
    return h("optgroup", { label: stage }, ...own.map((reason) => h("option", { value: reason.id }, reason.name)));
  });
  return field("reason", word(Word.reason), asked, h("select", {}, h("option", { value: "" }, word(Word.choose)), ...groups));
}

/** Whom to ask for: room for the choice, which is drawn as soon as its script is there. */
function assistants(hello: Hello): HTMLElement {
  const room = h("fieldset.field", { hidden: true });
  void later().then((its) => its.drawAssistants(room, hello.assistants));
  return room;
}

function words(): HTMLElement {
  const control = h("textarea", { rows: 4, maxlength: 10000, dir: "auto", input: () => write(DRAFT, control.value) });
  control.value = read(DRAFT) ?? "";
  return field("text", word(Word.text), "required", control, word(Word.text_hint));
}
