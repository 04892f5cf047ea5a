// Choosing a value of the policies to put in: a dialog with those of each policy below its name, narrowed by typing.

import { finderOf } from "./finder";

export interface Offered {
  name: string;
  value: string;
  label: string;
  policy: string;
  sentence: string; // what the policy says to shoppers
}

/** Asks which of `offered`, whose values are written in `language`; nothing when the dialog is left. */
export function chooseValue(offered: Offered[], language: string, say: (english: string) => string): Promise<Offered | null> {
  return new Promise((resolve) => {
    const { input, list, state, open, close } = finderOf(say("Put in a value of a policy"), say("Find a value"), say, () => resolve(null));
    const row = (each: Offered): HTMLLIElement => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "article-value";
      const value = words("b", each.value);
      value.lang = language;
      button.append(words("span", each.label), value);
      button.addEventListener("click", () => {
        resolve(each);
        close();
      });
      item.append(button);
      return item;
    };
    const group = (title: string, values: Offered[]): HTMLLIElement => {
      const item = document.createElement("li");
      const inner = document.createElement("ul");
      inner.setAttribute("aria-label", title);
      inner.className = "article-found";
      inner.append(...values.map(row));
      item.append(words("h3", title));
      const { sentence } = values[0]!;
      if (sentence) {
        const said = words("p", sentence);
        said.lang = language;
        said.className = "quiet";
        item.append(said);
      }
      item.append(inner);
      return item;
    };
    const show = (): void => {
      const wanted = folded(input.value).split(/\s+/);
      const found = offered.filter((each) => {
        const text = folded(`${each.policy} ${each.sentence} ${each.label} ${each.value}`);
        return wanted.every((word) => text.includes(word));
      });
      const groups = new Map<string, Offered[]>();
      for (const each of found) {
        const key = each.name.split(".")[0]!;
        groups.set(key, [...(groups.get(key) ?? []), each]);
      }
      list.replaceChildren(...[...groups.values()].map((values) => group(values[0]!.policy, values)));
      state.textContent = found.length ? "" : say("No value is like that.");
    };
    input.addEventListener("input", show);
    show();
    open();
  });
}

function words(tag: string, text: string): HTMLElement {
  return Object.assign(document.createElement(tag), { textContent: text, dir: "auto" });
}

/** As it is compared: without marks and case. */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
