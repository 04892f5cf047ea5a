// Keyboard shortcuts: modules register theirs, "?" lists them all.
//
//   onKey("r", "Reply", () => …)          a letter; not while something is being typed
//   onKey("g i", "Go to the inbox", …)    one after the other within a second
//   onKey("mod+enter", "Send", …)         with Ctrl or ⌘; also while typing

import { t } from "./words";

interface Shortcut {
  keys: string;
  label: string;
  run: (event: KeyboardEvent) => void | boolean;
}

const shortcuts: Shortcut[] = [];
const SEQUENCE_MS = 1_000;
let before = { key: "", at: 0 };

/** Run `run` on `keys`; when it returns false the key was not for it and goes on. */
export function onKey(keys: string, label: string, run: Shortcut["run"]): void {
  shortcuts.push({ keys: keys.toLowerCase(), label, run });
}

/** What has a key and a name, for the palette; running one does what its key does. */
export function actions(): { label: string; keys: string; run: () => void }[] {
  return shortcuts
    .filter(({ keys }) => !/^(j|k|enter|escape|mod\+k|mod\+enter)$/.test(keys))
    .map(({ keys, label, run }) => ({ label: t(label), keys: keys.toUpperCase(), run: () => void run(new KeyboardEvent("keydown")) }));
}

const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);

function nameOf(event: KeyboardEvent): string {
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  const mod = isMac ? event.metaKey : event.ctrlKey;
  // "?" already is what Shift made of the key
  return [mod && "mod", event.altKey && "alt", event.shiftKey && key.length > 1 && "shift", key].filter(Boolean).join("+");
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"));
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.key === "Shift") return;
  const key = nameOf(event);
  const isPlain = !/^(mod|alt)\+/.test(key);
  if (isPlain && (isTyping(event.target) || document.querySelector("dialog[open], .menu:popover-open"))) return;

  const sequence = event.timeStamp - before.at < SEQUENCE_MS ? `${before.key} ${key}` : "";
  before = { key, at: event.timeStamp };
  for (const wanted of [sequence, key]) {
    for (const shortcut of shortcuts) {
      if (!wanted || shortcut.keys !== wanted || shortcut.run(event) === false) continue;
      event.preventDefault();
      before = { key: "", at: 0 };
      return;
    }
  }
});

// --- the list of all shortcuts ------------------------------------------------------------------

function row({ keys, label }: Shortcut): HTMLLIElement {
  const item = document.createElement("li");
  item.append(t(label));
  const caps = document.createElement("span");
  caps.className = "keys";
  for (const key of keys.split(/[ +]/)) {
    const cap = document.createElement("kbd");
    cap.textContent = key === "mod" ? (isMac ? "⌘" : "Ctrl") : key.length === 1 ? key.toUpperCase() : key[0]!.toUpperCase() + key.slice(1);
    caps.append(cap);
  }
  item.append(caps);
  return item;
}

function showKeys(): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog[data-dialog]");
  if (!dialog || dialog.open) return;
  const title = document.createElement("h2");
  title.id = "dialog-title";
  title.textContent = t("Keyboard shortcuts");
  const header = document.createElement("header");
  header.append(title);
  const list = document.createElement("ul");
  list.className = "dialog-body key-list";
  list.append(...shortcuts.map(row));
  dialog.replaceChildren(header, list);
  dialog.showModal();
}

onKey("?", "Keyboard shortcuts", showKeys);
onKey("g i", "Go to the inbox", () => location.assign("/desk/"));
onKey("g c", "Go to the customers", () => location.assign("/desk/customers/"));
onKey("g s", "Go to the settings", () => location.assign("/desk/settings/"));
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-show-keys]")) showKeys();
});
