// The dialogs of the editor: a head with the way out, and what is asked.

type Say = (english: string) => string;

export interface Field {
  name: string;
  label: string;
  value?: string;
  pattern?: string;
  required?: boolean;
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

/** What is written into `fields`, by name; nothing when the dialog is left. */
export function ask(name: string, fields: Field[], say: Say): Promise<Record<string, string> | null> {
  return new Promise((resolve) => {
    const { dialog, box } = dialogOf(name, say, () => resolve(null));
    const form = document.createElement("form");
    form.method = "dialog";
    form.className = "form";
    const inputs = fields.map(({ name: key, label, value = "", pattern, required = false }) => {
      const line = document.createElement("label");
      line.className = "field";
      const words = document.createElement("span");
      words.className = "label";
      words.textContent = label;
      const input = document.createElement("input");
      Object.assign(input, { className: "input", name: key, value, required, dir: "auto" });
      if (pattern) input.pattern = pattern;
      line.append(words, input);
      form.append(line);
      return input;
    });
    const done = buttonOf(say("Done"), "button-main");
    done.type = "submit";
    const foot = document.createElement("div");
    foot.className = "form-actions";
    foot.append(done);
    form.append(foot);
    box.append(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault(); // nothing is sent
      resolve(Object.fromEntries(inputs.map((input) => [input.name, input.value.trim()])));
      dialog.close();
    });
    dialog.showModal();
    inputs[0]!.select();
  });
}
