// What can be done on this screen, read off it: its shortcuts, and the items of the menus of the open ticket. There is
// no second list, so an action that is not on the screen (no permission, other state) is not here either.

import { actions } from "../keys";

const MENUS = "#ticket-head [data-menu], [data-more] [data-menu]";
const MOST = 8;

interface Action {
  label: string;
  keys: string;
  run: () => void;
}

const fold = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** The menu items of the open ticket: "Status: Solved". What a menu fetches when it opens is offered as the menu. */
function menuActions(): Action[] {
  return [...document.querySelectorAll<HTMLElement>(MENUS)].flatMap((menu) => {
    const name = menu.getAttribute("aria-label") ?? "";
    const items = [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]")].filter((item) => item.getAttribute("aria-checked") !== "true");
    if (items.length) return items.map((item) => ({ label: `${name}: ${item.textContent!.trim()}`, keys: "", run: () => item.click() }));
    const opener = document.querySelector<HTMLElement>(`[popovertarget="${CSS.escape(menu.id)}"]`);
    return opener ? [{ label: `${name}…`, keys: "", run: () => opener.click() }] : [];
  });
}

function fits(label: string, words: string[]): boolean {
  const named = fold(label).split(/[^\p{L}\p{N}]+/u);
  return words.every((word) => named.some((each) => each.startsWith(word)));
}

function option({ label, keys, run }: Action, number: number): HTMLElement {
  const line = document.createElement("div");
  line.className = "palette-option";
  line.id = `palette-action-${number}`;
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  const name = document.createElement("span");
  name.className = "truncate";
  name.textContent = label;
  line.append(name);
  if (keys) {
    const cap = document.createElement("kbd");
    cap.className = "push";
    cap.textContent = keys;
    line.append(cap);
  }
  line.addEventListener("click", () => setTimeout(run)); // once the palette is closed and the focus is back
  return line;
}

/** The actions whose words begin as those of `text`, as options; none while nothing is typed. */
export function actionsFor(text: string): HTMLElement[] {
  const words = fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  if (!words.length) return [];
  return [...actions(), ...menuActions()].filter((action) => fits(action.label, words)).slice(0, MOST).map(option);
}
