// The dialogs of the editor: a head with the way out, and what is asked.

import type { Kept } from "./files";

type Say = (english: string) => string;

export interface Field {
  name: string;
  label: string;
  value?: string;
  pattern?: string;
  required?: boolean;
  accept?: string; // of a file that is chosen; its value is the address at which it is kept
}

let count = 0;

/** An empty dialog that is named `name`, and the box for what it asks; `leave` is called when it is left. */
export function dialogOf(name: string, say: Say, leave: () => void): { dialog: HTMLDialogElement; box: HTMLElement } {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog article-dialog";
  const head = document.createElement("header");
  const title = document.createElement("h2");
  title.id = `article-dialog-${++count}`;
  title.textContent = name;
  dialog.setAttribute("aria-labelledby", title.id);
  const close = buttonOf(say("Cancel"), "button-quiet");
  close.addEventListener("click", () => dialog.close());
  head.append(title, close);
  const box = document.createElement("div");
  box.className = "dialog-body stack";
  dialog.append(head, box);
  dialog.addEventListener("close", () => {
    leave();
    dialog.remove();
  });
  document.body.append(dialog);
  return { dialog, box };
}

function buttonOf(label: string, kind: string): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `button ${kind}`;
  button.textContent = label;
  return button;
}

/** What is written into `fields`, by name; nothing when the dialog is left. `keep` keeps a file that is chosen, or says
 * why not, which is told in the dialog. */
export function ask(name: string, fields: Field[], say: Say, keep?: (file: File) => Promise<Kept | string>): Promise<Record<string, string> | null> {
  return new Promise((resolve) => {
    const { dialog, box } = dialogOf(name, say, () => resolve(null));
    const form = document.createElement("form");
    form.method = "dialog";
    form.className = "form";
    const told = document.createElement("p");
    told.className = "alert alert-broken";
    told.setAttribute("role", "alert");
    told.hidden = true;
    const lines = fields.map((field) => lineOf(field, say));
    const done = buttonOf(say("Done"), "button-main");
    done.type = "submit";
    const foot = document.createElement("div");
    foot.className = "form-actions";
    foot.append(done);
    form.append(told, ...lines.map(({ line }) => line), foot);
    box.append(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault(); // nothing is sent
      done.disabled = true;
      void (async () => {
        const said: Record<string, string> = {};
        for (const { input, value } of lines) {
          const file = input.files?.[0];
          const kept = file ? await keep!(file) : value();
          if (typeof kept === "string" && file) {
            told.textContent = kept;
            told.hidden = done.disabled = false;
            return;
          }
          said[input.name] = typeof kept === "string" ? kept : kept.address;
        }
        resolve(said);
        dialog.close();
      })();
    });
    dialog.showModal();
    lines[0]!.input.select();
  });
}

interface Line {
  line: HTMLElement;
  input: HTMLInputElement;
  value(): string; // unless a file is chosen
}

function lineOf({ name, label, value = "", pattern, required = false, accept }: Field, say: Say): Line {
  const line = document.createElement("label");
  line.className = "field";
  const words = document.createElement("span");
  words.className = "label";
  words.textContent = label;
  const input = document.createElement("input");
  Object.assign(input, { className: "input", name, required });
  if (accept === undefined) Object.assign(input, { value, dir: "auto" });
  else Object.assign(input, { type: "file", accept });
  if (pattern) input.pattern = pattern;
  line.append(words, input);
  if (accept === undefined) return { line, input, value: () => input.value.trim() };
  if (!value) return { line, input, value: () => "" };
  const both = document.createElement("div");
  both.className = "stack";
  const away = document.createElement("input");
  away.type = "checkbox";
  const choice = document.createElement("label");
  choice.className = "check";
  choice.append(away, ` ${say("Take it away")}: ${decodeURIComponent(value.split("/").pop()!)}`);
  both.append(line, choice);
  return { line: both, input, value: () => (away.checked ? "" : value) };
}
