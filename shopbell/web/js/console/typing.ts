// Who is writing: the customer or another agent, for a few seconds after the last word of it.

import { signal } from "../live";

const SHOWN_MS = 5_000;
const PAUSE_MS = 2_500;
let said = 0;
let timer = 0;
let before = ""; // the last message when somebody was seen writing

interface Typing {
  topic: string;
  data: { typing?: "customer" | "agent"; name?: string; id?: number };
}

const lastMessage = (): string => [...document.querySelectorAll('#entries [id^="message-"]')].at(-1)?.id ?? "";

document.addEventListener("live:signal", (event) => {
  const { topic, data } = (event as CustomEvent<Typing>).detail;
  const ticket = document.querySelector<HTMLElement>("#ticket");
  const line = document.querySelector<HTMLElement>("[data-typing]");
  const words = line?.querySelector<HTMLElement>("[data-words]");
  if (!data.typing || !line || !words || topic !== `ticket-${ticket?.dataset.ticket}`) return;
  if (data.typing === "agent" && String(data.id) === document.querySelector<HTMLElement>("[data-composer]")?.dataset.agent) return;
  const name = data.typing === "customer" ? words.dataset.customer! : (data.name ?? "");
  words.textContent = words.dataset.words!.replace("{}", name);
  line.hidden = false;
  before = lastMessage();
  clearTimeout(timer);
  timer = window.setTimeout(() => (line.hidden = true), SHOWN_MS);
});

document.addEventListener("htmx:afterSwap", () => {
  const line = document.querySelector<HTMLElement>("[data-typing]");
  if (line && lastMessage() !== before) line.hidden = true; // what was being written has come
});

let typed = { ticket: "", at: 0 };

function tell(): void {
  if (Date.now() - said < PAUSE_MS || Date.now() - typed.at > SHOWN_MS) return;
  if (signal(`typing ticket-${typed.ticket}`)) said = Date.now();
}

document.addEventListener("input", (event) => {
  const field = event.target as Element;
  const composer = field.closest<HTMLElement>("[data-composer]");
  if (field.matches("input, select")) return; // whoever turns to another channel writes nothing
  if (!composer || composer.dataset.kind === "note" || composer.hasAttribute("data-is-first")) return;
  typed = { ticket: composer.dataset.ticket!, at: Date.now() };
  tell();
});

document.addEventListener("live:ready", tell); // whoever writes at once writes before the line is there
