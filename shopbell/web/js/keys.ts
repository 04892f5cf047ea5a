// Keyboard shortcuts. The one table of keys (name, default, words, where it works) is shopbell/web/keys.py: the server
// keeps what each agent made of it, and the page brings the result along in <body data-keys>.
//
//   onKey("reply", () => …)     does it; when it returns false the key was not for it and goes on
//
// A name for which nobody does anything presses the control in sight that carries data-key="name". A key of a
// single step without Ctrl, ⌘ or Alt never fires while something is being typed or within the composer, where the
// next letter may be meant for the answer, nor beside an open menu or dialog.

import { t } from "./words";

interface Key {
  name: string;
  keys: string; // empty when switched off; "r", "g i" (one after the other within a second), "mod+enter" (with Ctrl or ⌘)
  words: string;
  where: string;
}

type Run = (event: KeyboardEvent) => void | boolean;

const table = JSON.parse(document.body.dataset.keys || "[]") as Key[];
const handlers = new Map<string, Run[]>();
const SEQUENCE_MS = 1_000;
let before = { key: "", at: 0 };

export function onKey(name: string, run: Run): void {
  handlers.set(name, [...(handlers.get(name) ?? []), run]);
}

const STEPS = new Set(["next", "previous", "open", "leave", "palette", "send", "send-solve"]); // by hand, not by name

/** What has a key and a name, for the palette; running one does what its key does, also where the key is switched off. */
export function actions(): { label: string; keys: string; run: () => void }[] {
  return table
    .filter(({ name }) => !STEPS.has(name))
    .map(({ name, keys, words }) => ({ label: words, keys: keys.toUpperCase(), run: () => void perform(name, new KeyboardEvent("keydown")) }));
}

const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);

function nameOf(event: KeyboardEvent): string {
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  const mod = isMac ? event.metaKey : event.ctrlKey;
  // "?" already is what Shift made of the key
  const shift = event.shiftKey && (key.length > 1 || /\p{L}/u.test(key));
  return [mod && "mod", event.altKey && "alt", shift && "shift", key].filter(Boolean).join("+");
}

function isTyping(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const isLetter = /^(shift\+)?.$/u.test(key);
  if (isLetter && target.closest("[data-composer]")) return true;
  return target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

/** Press the control in sight that does what `name` says; false when there is none. */
function pressKey(name: string): boolean {
  const controls = [...document.querySelectorAll<HTMLElement>(`[data-key="${CSS.escape(name)}"]`)];
  const control = controls.find((each) => each.checkVisibility());
  control?.click();
  return control !== undefined;
}

function perform(name: string, event: KeyboardEvent): boolean {
  for (const run of handlers.get(name) ?? []) if (run(event) !== false) return true;
  return pressKey(name);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.key === "Shift") return;
  const key = nameOf(event);
  const isPlain = !/^(mod|alt)\+/.test(key);
  if (isPlain && (isTyping(event.target, key) || document.querySelector("dialog[open], .menu:popover-open"))) return;

  const sequence = event.timeStamp - before.at < SEQUENCE_MS ? `${before.key} ${key}` : "";
  before = { key, at: event.timeStamp };
  for (const wanted of [sequence, key]) {
    for (const { name, keys } of table) {
      if (!wanted || keys !== wanted || !perform(name, event)) continue;
      event.preventDefault();
      before = { key: "", at: 0 };
      return;
    }
  }
});

// --- the list of all shortcuts ------------------------------------------------------------------

const CAPS: Record<string, string> = { mod: isMac ? "⌘" : "Ctrl" };

function row({ keys, words }: Key): HTMLLIElement {
  const item = document.createElement("li");
  item.append(words);
  const caps = document.createElement("span");
  caps.className = "keys";
  for (const key of keys.split(/ |(?<=.)\+(?=.)/)) {
    const cap = document.createElement("kbd");
    cap.textContent = CAPS[key] ?? key[0]!.toUpperCase() + key.slice(1);
    caps.append(cap);
  }
  item.append(caps);
  return item;
}

function element(tag: string, className: string, ...content: (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

function showKeys(): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog[data-dialog]");
  if (!dialog || dialog.open) return;
  const title = element("h2", "", t("Keyboard shortcuts"));
  title.id = "dialog-title";
  const inForce = table.filter((key) => key.keys);
  const groups = [...new Set(inForce.map((key) => key.where))].map((where) =>
    element("section", "", element("h3", "", where), element("ul", "key-list", ...inForce.filter((key) => key.where === where).map(row))),
  );
  const change = element("a", "button", t("Change keys…")) as HTMLAnchorElement;
  change.href = "/desk/profile/keys/";
  const close = element("button", "button button-main", t("Close")) as HTMLButtonElement;
  close.type = "button";
  close.dataset.close = "";
  dialog.replaceChildren(element("header", "", title), element("div", "dialog-body key-groups", ...groups), element("footer", "", change, close));
  dialog.showModal();
  dialog.scrollTop = 0; // the focus is on the way out, at the end
}

onKey("help", showKeys);
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-show-keys]")) showKeys();
});
