// Choosing a product to put in: a dialog that looks for it while one types, by keyboard too.

import { dialogOf } from "./dialog";

export interface Found {
  key: string;
  name: string;
  line: string;
  picture: string;
}

const PAUSE_MS = 200;

/** Asks which product, and gives the one that is chosen; nothing when the dialog is left. */
export function chooseProduct(address: string, language: string, say: (english: string) => string): Promise<Found | null> {
  const input = document.createElement("input");
  input.type = "search";
  input.className = "input";
  input.setAttribute("aria-label", say("Find a product"));
  input.placeholder = say("Find a product");
  const list = document.createElement("ul");
  list.className = "article-found";
  const state = document.createElement("p");
  state.className = "quiet";
  state.setAttribute("role", "status");

  return new Promise((resolve) => {
    const { dialog, box } = dialogOf(say("Put a product in"), say, () => resolve(null));
    box.append(input, list, state);
    let timer = 0;
    let asked = 0;
    const end = (found: Found | null): void => {
      resolve(found);
      dialog.close();
    };
    const row = (found: Found): HTMLLIElement => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "article-product";
      if (found.picture) {
        const picture = document.createElement("img");
        picture.src = found.picture;
        picture.alt = "";
        picture.width = picture.height = 40;
        button.append(picture);
      }
      const name = document.createElement("b");
      name.textContent = found.name;
      name.dir = "auto";
      const line = document.createElement("span");
      line.className = "quiet";
      line.textContent = found.line;
      button.append(name, line);
      button.addEventListener("click", () => end(found));
      item.append(button);
      return item;
    };
    const look = async (): Promise<void> => {
      const mine = ++asked; // an answer that a later question has overtaken is not shown
      const query = new URLSearchParams({ q: input.value, lang: language });
      const answer = await fetch(`${address}?${query}`, { headers: { Accept: "application/json" } }).catch(() => null);
      if (mine !== asked) return;
      const found = answer?.ok ? ((await answer.json()) as { products: Found[] }).products : [];
      list.replaceChildren(...found.map(row));
      state.textContent = found.length ? "" : say(answer?.ok ? "No product is like that." : "The desk cannot be reached.");
    };
    input.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => void look(), PAUSE_MS);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      list.querySelector("button")?.focus();
    });
    list.addEventListener("keydown", (event) => {
      const buttons = [...list.querySelectorAll("button")];
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      (buttons[buttons.indexOf(event.target as HTMLButtonElement) + step] ?? input).focus();
    });
    dialog.showModal();
    input.focus();
    void look();
  });
}
