// Changing a piece of the page in place: focus, scroll, open menus and what is being typed stay.
//
// A control whose value differs from what the server last sent is being edited and is left alone, as is
// anything that says `data-keep` with the same id on both sides, and a form whose words were refused (`data-refused`,
// the id of what its own answers replace) unless the answer is such a one.

import { Idiomorph } from "idiomorph";

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function isEdited(element: Element): boolean {
  if (element instanceof HTMLTextAreaElement) return element.value !== element.defaultValue;
  if (element instanceof HTMLSelectElement) {
    return [...element.options].some((option) => option.selected !== option.defaultSelected) && document.activeElement === element;
  }
  if (!(element instanceof HTMLInputElement)) return false;
  if (element.type === "file") return element.files !== null && element.files.length > 0;
  if (element.type === "checkbox" || element.type === "radio") return element.checked !== element.defaultChecked;
  return element.type !== "hidden" && element.value !== element.defaultValue;
}

const isControl = (element: Element): element is Control => element.matches("input, textarea, select");

function isLeftAlone(old: Element, target: Element): boolean {
  const answered = old.getAttribute("data-refused");
  return old.hasAttribute("data-keep") || (answered !== null && answered !== target.id) || (isControl(old) && isEdited(old));
}

// what has the focus is left as it is, children and all: right for what is typed, wrong for the list of messages
const isTypedIn = (element: Element | null): boolean => element instanceof HTMLElement && (isControl(element) || element.isContentEditable);

const OPENED_BY_PERSON = new Set(["DETAILS", "DIALOG"]);

/** What is the browser's and not the server's: whether something is open, and where an open menu lies. */
const isOfTheScreen = (name: string, element: Element): boolean =>
  (name === "open" && OPENED_BY_PERSON.has(element.tagName)) || (name === "style" && element.matches("[popover]"));

/** Make `target` look like `fresh`; returns what htmx must set up anew. */
export function morph(target: Element, fresh: Node, style: "outerHTML" | "innerHTML" = "outerHTML"): Node[] {
  const content = fresh instanceof DocumentFragment ? [...fresh.childNodes].filter((node) => node.nodeType !== Node.COMMENT_NODE) : [fresh];
  const changed = Idiomorph.morph(target, style === "outerHTML" ? content.filter((node) => node instanceof Element) : content, {
    morphStyle: style,
    ignoreActiveValue: isTypedIn(document.activeElement),
    restoreFocus: true,
    callbacks: {
      beforeNodeMorphed: (old) => !(old instanceof Element && isLeftAlone(old, target)),
      beforeAttributeUpdated: (name, element) => !isOfTheScreen(name, element),
    },
  });
  return Array.isArray(changed) ? changed : [];
}
