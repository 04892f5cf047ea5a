// Messages the server put on the page, and those it sends with an answer:
// HX-Trigger: {"toast": {"text": "Saved"}}, with "tone": "broken" for bad news.

import { behave } from "../behave";
import { expire, raise, toast } from "../toast";

behave("[data-toast]", (note) => {
  if (note.parentElement) raise(note.parentElement);
  expire(note, note.classList.contains("toast-broken") ? 9 : 5);
});

document.addEventListener("toast", (event) => {
  const { text, tone } = (event as CustomEvent<{ text: string; tone?: "plain" | "broken" }>).detail;
  toast(text, { tone });
});
