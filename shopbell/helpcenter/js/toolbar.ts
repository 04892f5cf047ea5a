// The buttons above the text. Each says whether it is on; arrow keys go along them, as in any toolbar (ARIA practices).

import type { Editor } from "@tiptap/core";

export interface Tool {
  label: string;
  icon: string; // a name of the sprite
  act(): void;
  isOn?(): boolean;
  isThere?(): boolean; // always, where it does not say
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
  const stand = (one?: HTMLButtonElement): void => buttons.forEach((button) => (button.tabIndex = button === one ? 0 : -1));
  bar.addEventListener("keydown", (event) => {
    const there = buttons.filter((button) => !button.hidden);
    const at = there.indexOf(event.target as HTMLButtonElement);
    const forward = getComputedStyle(bar).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
    const next = { [forward]: at + 1, [back]: at - 1, Home: 0, End: there.length - 1 }[event.key];
    if (next === undefined || at < 0) return;
    event.preventDefault();
    const one = there[(next + there.length) % there.length];
    stand(one);
    one?.focus();
  });
  const show = (): void => {
    for (const [button, { isOn, isThere }] of pairs) {
      if (isOn) button.setAttribute("aria-pressed", String(isOn()));
      if (isThere) button.hidden = !isThere();
      if (button.hidden && button.tabIndex === 0) stand(buttons[0]);
    }
  };
  editor.on("transaction", show);
  stand(buttons[0]);
  show();
  return bar;
}
