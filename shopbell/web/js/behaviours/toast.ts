// Messages the server put on the page, and those it sends with an answer:
// HX-Trigger: {"toast": {"text": "Saved"}}, with "tone": "broken" for bad news, and with "undo": "/desk/…" and its
// "label" for a button that posts there and takes back what was done; that answer brings a toast of its own.

import { behave } from "../behave";
import { htmx } from "../htmx";
import { expire, raise, toast } from "../toast";

interface Said {
  text: string;
  tone?: "plain" | "broken";
  undo?: string;
  label?: string;
}

behave("[data-toast]", (note) => {
  if (note.parentElement) raise(note.parentElement);
  expire(note, note.classList.contains("toast-broken") ? 9 : 5);
});

document.addEventListener("toast", (event) => {
  const { text, tone, undo, label } = (event as CustomEvent<Said>).detail;
  const action = undo ? { label: label ?? "Undo", run: () => void htmx.ajax("post", undo, { source: document.body, swap: "none" }) } : undefined;
  toast(text, { tone, seconds: action ? 12 : undefined, action });
});
