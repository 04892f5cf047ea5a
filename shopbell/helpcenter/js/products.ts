// Choosing a product to put in: a dialog that looks for it while one types, by keyboard too.

import { finderOf } from "./finder";

export interface Found {
  key: string;
  name: string;
  line: string;
  picture: string;
}

const PAUSE_MS = 200;

/** Asks which product, and gives the one that is chosen; nothing when the dialog is left. */
export function chooseProduct(address: string, language: string, say: (english: string) => string): Promise<Found | null> {
  return new Promise((resolve) => {
    const { input, list, state, open, close } = finderOf(say("Put a product in"), say("Find a product"), say, () => resolve(null));
    let timer = 0;
    let asked = 0;
    const end = (found: Found | null): void => {
      resolve(found);
      close();
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
      list.ariaBusy = "false";
      state.textContent = found.length ? "" : say(answer?.ok ? "No product is like that." : "The desk cannot be reached.");
    };
    input.addEventListener("input", () => {
      list.ariaBusy = "true";
      asked++; // nor is what was asked before this was typed
      window.clearTimeout(timer);
      timer = window.setTimeout(() => void look(), PAUSE_MS);
    });
    open();
    void look();
  });
}
