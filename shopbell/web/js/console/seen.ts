// What the agent has before their eyes counts as read: once the ticket is open in a visible window.

import { token } from "../htmx";

let told = "";

function tell(): void {
  const ticket = document.querySelector<HTMLElement>("#ticket");
  if (!ticket || document.visibilityState !== "visible") return;
  const { seenUrl, last } = ticket.dataset;
  if (!seenUrl || !last || last === "0" || told === seenUrl + last) return;
  told = seenUrl + last;
  const body = new URLSearchParams({ message: last });
  void fetch(seenUrl, { method: "POST", headers: { "X-CSRFToken": token() }, body, keepalive: true }).catch(() => (told = ""));
}

document.addEventListener("htmx:afterSettle", tell);
document.addEventListener("visibilitychange", tell);
tell();
