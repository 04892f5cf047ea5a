// A draft that a colleague shares: taking it over puts it into one's own composer.

import { sayFailed } from "../failed";
import { token } from "../htmx";
import { bringUpAll } from "./draft";

document.addEventListener("click", async (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>("[data-take-draft]");
  if (!button || button.disabled) return;
  button.disabled = true;
  await bringUpAll();
  const headers = { "X-CSRFToken": token(), Accept: "application/json", "HX-Request": "true" };
  const answer = await fetch(button.dataset.takeDraft!, { method: "POST", headers }).catch(() => null);
  button.disabled = false;
  if (!answer?.ok) return sayFailed(answer);
  const ticket = document.querySelector<HTMLElement>("#ticket")?.dataset.ticket;
  document.dispatchEvent(new CustomEvent("draft-taken", { detail: { ...(await answer.json()), ticket } }));
});
