// One small menu of reactions for all messages; it opens at the button of the message it is for.

import { htmx } from "../htmx";

const EMOJI = ["👍", "❤️", "😀", "🎉", "🙏", "👀"];
let menu: HTMLElement | null = null;
let button: HTMLElement | null = null;

function build(): HTMLElement {
  const box = document.createElement("div");
  box.className = "menu reaction-menu";
  box.popover = "auto";
  box.setAttribute("role", "menu");
  for (const emoji of EMOJI) {
    const item = document.createElement("button");
    item.type = "button";
    item.setAttribute("role", "menuitem");
    item.textContent = emoji;
    item.addEventListener("click", () => choose(emoji));
    box.append(item);
  }
  box.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const at = [...box.children].indexOf(document.activeElement as Element);
    if (step) (box.children[(at + step + EMOJI.length) % EMOJI.length] as HTMLElement).focus();
  });
  document.body.append(box);
  return box;
}

function choose(emoji: string): void {
  menu?.hidePopover();
  if (!button) return;
  void htmx.ajax("post", button.dataset.react!, { target: button.dataset.reactTarget!, swap: "morph", values: { emoji } });
  button.focus();
}

document.addEventListener("click", (event) => {
  const pressed = (event.target as Element).closest<HTMLElement>("[data-react]");
  if (!pressed) return;
  button = pressed;
  menu = menu?.isConnected ? menu : build();
  menu.showPopover();
  const from = pressed.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(6, Math.min(from.left - size.width / 2, innerWidth - size.width - 6))}px`;
  menu.style.top = `${from.top > size.height + 12 ? from.top - size.height - 6 : from.bottom + 6}px`;
  (menu.firstElementChild as HTMLElement).focus();
});
