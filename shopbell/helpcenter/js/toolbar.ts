// The buttons above the text. Each says whether it is on; arrow keys go along them, as in any toolbar (ARIA practices).

import type { Editor } from "@tiptap/core";

export interface Tool {
  label: string;
  icon: string; // a name of the sprite
  act(): void;
  isOn?(): boolean;
}

export function toolbar(editor: Editor, groups: Tool[][], label: string, sprite: string): HTMLElement {
  const bar = document.createElement("div");
  bar.className = "article-tools";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", label);
  const pairs: [HTMLButtonElement, Tool][] = [];
  for (const tools of groups) {
    const group = document.createElement("span");
    for (const tool of tools) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-quiet button-small button-icon";
      button.title = tool.label;
      button.setAttribute("aria-label", tool.label);
      button.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${sprite}#${tool.icon}"/></svg>`;
      button.addEventListener("click", () => tool.act());
      pairs.push([button, tool]);
      group.append(button);
    }
    bar.append(group);
  }
  const buttons = pairs.map(([button]) => button);
  const stand = (at: number): void => buttons.forEach((button, place) => (button.tabIndex = place === at ? 0 : -1));
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const forward = getComputedStyle(bar).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
    const next = { [forward]: at + 1, [back]: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (next === undefined || at < 0) return;
    event.preventDefault();
    const there = (next + buttons.length) % buttons.length;
    stand(there);
    buttons[there]?.focus();
  });
  const show = (): void => pairs.forEach(([button, { isOn }]) => isOn && button.setAttribute("aria-pressed", String(isOn())));
  editor.on("transaction", show);
  stand(0);
  show();
  return bar;
}
