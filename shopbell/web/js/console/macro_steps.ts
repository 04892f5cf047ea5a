// What the macros in an answer will do when it is sent, each removable until then.

import type { MacroUse } from "./draft_words";

export function showSteps(list: HTMLElement, macros: MacroUse[], removeWord: string, remove: (macro: MacroUse) => void): void {
  const shown = macros.filter(({ does }) => does.length);
  list.hidden = !shown.length;
  list.replaceChildren(
    ...shown.map((macro) => {
      const item = document.createElement("li");
      const name = document.createElement("b");
      name.textContent = macro.name;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "×";
      button.setAttribute("aria-label", `${removeWord}: ${macro.name}`);
      button.addEventListener("click", () => remove(macro));
      item.append(name, ` ${macro.does.join(" · ")} `, button);
      return item;
    }),
  );
}
