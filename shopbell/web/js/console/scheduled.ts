// Replies that wait to be sent: called back into the composer, or sent now.

import { sayFailed } from "../failed";
import { token } from "../htmx";
import { shownComposer } from "./composer";
import { bringUpAll } from "./draft";
import { refetchTicket } from "./thread";
import type { Sent } from "./undo";

document.addEventListener("click", async (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>("[data-scheduled-back], [data-scheduled-now]");
  if (!button || button.disabled) return;
  button.disabled = true;
  await bringUpAll();
  const ticket = document.querySelector<HTMLElement>("#ticket")?.dataset.ticket;
  const address = button.dataset.scheduledBack ?? button.dataset.scheduledNow!;
  const headers = { "X-CSRFToken": token(), Accept: "application/json", "HX-Request": "true" };
  const answer = await fetch(address, { method: "POST", headers }).catch(() => null);
  button.disabled = false;
  if (!answer?.ok) return sayFailed(answer);
  const said = (await answer.json()) as Sent & { draft?: unknown };
  if (said.draft) document.dispatchEvent(new CustomEvent("draft-taken", { detail: { draft: said.draft, ticket } }));
  else if (said.undo) shownComposer()?.offer(said);
  refetchTicket();
});
