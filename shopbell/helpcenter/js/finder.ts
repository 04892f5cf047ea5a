// A dialog that finds what is put in while one types: arrows go along what was found, and Enter takes the first, unless the list
// is busy (`aria-busy`): then it does not answer yet what is typed.

import { dialogOf } from "./dialog";

export interface Finder {
  input: HTMLInputElement;
  list: HTMLElement;
  state: HTMLElement; // what it says of what was found
  open(): void;
  close(): void;
}

/** Named `name`, its field `label`; `leave` is called when it is left. */
export function finderOf(name: string, label: string, say: (english: string) => string, leave: () => void): Finder {
  const { dialog, box } = dialogOf(name, say, leave);
  const input = document.createElement("input");
  input.type = "search";
  input.className = "input";
  input.autocomplete = "off";
  input.setAttribute("aria-label", label);
  input.placeholder = label;
  const list = document.createElement("ul");
  list.className = "article-found";
  const state = document.createElement("p");
  state.className = "quiet";
  state.setAttribute("role", "status");
  box.append(input, list, state);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || (event.key !== "ArrowDown" && event.key !== "Enter")) return;
    event.preventDefault();
    const first = list.querySelector("button");
    if (event.key === "ArrowDown") first?.focus();
    else if (list.ariaBusy !== "true") first?.click();
  });
  list.addEventListener("keydown", (event) => {
    const buttons = [...list.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    (buttons[buttons.indexOf(event.target as HTMLButtonElement) + step] ?? input).focus();
  });
  const open = (): void => {
    dialog.showModal();
    input.focus();
  };
  return { input, list, state, open, close: () => dialog.close() };
}
