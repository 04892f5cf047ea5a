// Taking back what a form did: an answer with HX-Trigger: {"toast": {"text": "…", "undo": "/desk/…/undo/"}} (on the
// server `add_toast` of core/toast.py) offers it for ten seconds, by the button or the key for Undo.

import { htmx, token } from "./htmx";
import { onKey } from "./keys";
import { pressAction, toast } from "./toast";
import { t } from "./words";

export const UNDO_SECONDS = 10;

/** What a toast needs to offer the way back at `address`. */
export const wayBack = (address: string, label = t("Undo")): { label: string; run: () => void } => ({ label, run: () => void takeBack(address) });

async function takeBack(address: string): Promise<void> {
  const headers = { "X-CSRFToken": token(), "HX-Request": "true" };
  const answer = await fetch(address, { method: "POST", headers }).catch(() => null);
  if (!answer?.ok) {
    const hasWords = answer?.headers.get("Content-Type")?.startsWith("text/plain");
    return void toast(hasWords ? await answer!.text() : t("That did not work. Reload the page and try again."), { tone: "broken" });
  }
  for (const [name, detail] of Object.entries(saidIn(answer))) document.dispatchEvent(new CustomEvent(name, { detail }));
  const place = answer.headers.get("HX-Location"); // what was taken back may stand elsewhere: a ticket that was merged
  if (place) await goTo(JSON.parse(place) as { path: string; target: string; swap: "innerHTML" });
}

/** The events that an answer names: one by its name, or several with what they carry. */
function saidIn(answer: Response): Record<string, object> {
  const said = answer.headers.get("HX-Trigger") ?? "{}";
  return (said.startsWith("{") ? JSON.parse(said) : { [said]: {} }) as Record<string, object>;
}

async function goTo({ path, ...place }: { path: string; target: string; swap: "innerHTML" }): Promise<void> {
  await htmx.ajax("get", path, place);
  history.pushState({}, "", path);
  document.dispatchEvent(new CustomEvent("htmx:pushedIntoHistory"));
}

onKey("undo", pressAction);
