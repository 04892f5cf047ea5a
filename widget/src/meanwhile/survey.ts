/* The shop's questions: each may be left out, all may be skipped. */

import { button, fill, h } from "../frame/element";
import type { Question, Survey } from "./wire";

type Send = (answers: Record<string, string>) => Promise<{ said: string }>;

export function surveyOf(survey: Survey, send: Send): HTMLElement {
  const status = h("p.error", { role: "alert" });
  const submit = (event: Event) => {
    event.preventDefault();
    void tell(Object.fromEntries(new FormData(form)) as Record<string, string>);
  };
  const skip = button(".link", () => void tell({}), survey.skip);
  const sendButton = h("button.primary", {}, survey.send);
  const form = h("form.survey", { submit },
    h("h3", {}, survey.title),
    h("p.quiet", {}, survey.hint),
    ...survey.questions.map(fieldOf),
    status,
    h("div.survey-foot", {}, sendButton, skip),
  );

  async function tell(answers: Record<string, string>): Promise<void> {
    sendButton.disabled = skip.disabled = true;
    try {
      const { said } = await send(answers);
      if (!said) return form.remove();
      const thanks = h("p.quiet", { role: "status", tabindex: -1 }, said);
      fill(form, thanks);
      thanks.focus();
    } catch (error) {
      status.textContent = (error as Error).message;
      sendButton.disabled = skip.disabled = false;
    }
  }
  return form;
}

function fieldOf({ id, text, choices }: Question): HTMLElement {
  if (!choices.length) {
    return h("label.field", { dir: "auto" }, text, h("input", { name: id, maxlength: 500, dir: "auto", autocomplete: "off" }));
  }
  const each = (choice: string, place: number) => h("label.who", {}, h("input", { type: "radio", name: id, value: place }), h("span", { dir: "auto" }, choice));
  return h("fieldset.field", {}, h("legend", { dir: "auto" }, text), ...choices.map(each));
}
