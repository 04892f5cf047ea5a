// Messages the server put on the page, and those it sends with an answer:
// HX-Trigger: {"toast": {"text": "Saved"}}, with "tone": "broken" for bad news, and with "undo": "/desk/…" (and its
// "label") for the way back, see undo.ts.

import { behave } from "../behave";
import { addAction, expire, raise, toast } from "../toast";
import { UNDO_SECONDS, wayBack } from "../undo";

interface Said {
  text: string;
  tone?: "plain" | "broken";
  undo?: string;
  label?: string;
}

behave("[data-toast]", (note) => {
  if (note.parentElement) raise(note.parentElement);
  if (note.dataset.undo) addAction(note, wayBack(note.dataset.undo));
  expire(note, note.dataset.undo ? UNDO_SECONDS : note.classList.contains("toast-broken") ? 9 : 5);
});

document.addEventListener("toast", (event) => {
  const { text, tone, undo, label } = (event as CustomEvent<Said>).detail;
  toast(text, undo ? { seconds: UNDO_SECONDS, action: wayBack(undo, label) } : { tone });
});

// The screen may be drawn anew before the answer of a form on it comes: htmx then tells the form alone, which has left the
// page, and what was done could not be taken back any more.
document.addEventListener("htmx:beforeSend", (event) => {
  const { elt, xhr } = (event as CustomEvent<{ elt: Element; xhr: XMLHttpRequest }>).detail;
  xhr.addEventListener("readystatechange", () => {
    if (xhr.readyState !== XMLHttpRequest.DONE || elt.isConnected) return;
    const { toast: detail } = JSON.parse(xhr.getResponseHeader("HX-Trigger") ?? "{}") as { toast?: Said };
    if (detail) document.dispatchEvent(new CustomEvent("toast", { detail }));
  });
});
