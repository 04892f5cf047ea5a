// What can be done on this screen, read off it: its shortcuts, the items of the menus of the open ticket (procedures and stage in the panel too), and those of the
// agent's own menu. There is no second list, so an action that is not on the screen (no permission, other state) is not here either.

import { htmx } from "../htmx";
import { actions } from "../keys";

const MENUS = "#ticket-head [data-menu], #menu-procedures, #menu-stage, #own-menu";
const PLAIN = "#menu-more *, #own-menu :not([role=menuitemradio])"; // what says enough without the name of its menu
const MOST = 8;

interface Action {
  label: string;
  keys: string;
  run: () => void;
}

const fold = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const openerOf = (menu: HTMLElement): HTMLElement | null => document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
const itemsOf = (menu: HTMLElement): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]")];
const textOf = (item: HTMLElement): string => item.textContent!.replace(/\s+/g, " ").trim();

let fetched: Promise<unknown> = Promise.resolve();

/** Let the menus that are fetched when they open be fetched now, unless one of them is open. */
export async function fetchMenus(): Promise<void> {
  if (document.querySelector(".menu:popover-open")) return;
  const asked = [...document.querySelectorAll<HTMLElement>(MENUS)].map((menu) => {
    const opener = openerOf(menu);
    const address = opener?.getAttribute("hx-get");
    // each asked for by its own button: of several that ask as the page itself, htmx makes the first and the last
    return address ? htmx.ajax("get", address, { source: opener!, target: menu, swap: "innerHTML" }) : null;
  });
  await (fetched = Promise.allSettled(asked));
}

/** Press an item once its menu is not about to be replaced: htmx loses its ways with a form that leaves the page. */
async function press(menuId: string, text: string): Promise<void> {
  await fetched;
  const menu = document.getElementById(menuId);
  if (menu) itemsOf(menu).find((item) => textOf(item) === text)?.click();
}

/** The items of the menus: "Status: Solved". */
function menuActions(): Action[] {
  return [...document.querySelectorAll<HTMLElement>(MENUS)].flatMap((menu) => {
    const name = menu.getAttribute("aria-label") ?? "";
    const items = itemsOf(menu).filter((item) => !item.matches("[aria-checked=true], [data-show-keys]"));
    return items.map((item) => {
      const text = textOf(item);
      return { label: item.matches(PLAIN) ? text : `${name}: ${text}`, keys: "", run: () => void press(menu.id, text) };
    });
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
