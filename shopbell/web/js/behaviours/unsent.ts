// What was typed in a dialog outlives Escape and a click beside it: it stands there again when the dialog is opened
// anew, until it has been sent or Cancel was pressed. Fields that come filled in are left as they come.

import { behave } from "../behave";

const FIELDS = "dialog[data-dialog] form :is(textarea, input:not([type]))";
const unsent = new Map<string, string>();

type Field = HTMLTextAreaElement | HTMLInputElement;

/** The same field of the same form, whenever it comes again. */
const placeOf = (field: Field): string => `${field.form?.getAttribute("action") ?? ""} ${field.name}`;

function forget(form: HTMLFormElement): void {
  for (const field of form.querySelectorAll<Field>(FIELDS)) unsent.delete(placeOf(field));
}

behave(FIELDS, (element) => {
  const field = element as Field;
  const typed = unsent.get(placeOf(field));
  if (typed && !field.value) {
    field.value = typed;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const isEmptyAtFirst = !field.defaultValue;
  field.addEventListener("input", () => {
    if (isEmptyAtFirst) unsent.set(placeOf(field), field.value);
  });
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = (event as CustomEvent<{ elt: Element; successful?: boolean }>).detail;
  if (successful && elt instanceof HTMLFormElement) forget(elt);
});

// before the dialog is emptied
document.addEventListener(
  "click",
  (event) => {
    const cancel = (event.target as Element).closest<HTMLElement>(".form-actions [data-close]");
    const form = cancel?.closest("form");
    if (form) forget(form);
  },
  { capture: true },
);
