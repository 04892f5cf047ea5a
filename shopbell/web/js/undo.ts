// Taking back what a form did: an answer with HX-Trigger: {"toast": {"text": "…", "undo": "/desk/…/undo/"}} (on the
// server `add_toast` of core/toast.py) offers it for ten seconds, by the button or the key for Undo.

import { sayFailed } from "./failed";
import { htmx, token } from "./htmx";
import { onKey } from "./keys";
import { pressAction, type ToastOptions } from "./toast";
import { t } from "./words";

export const UNDO_SECONDS = 10;

type Way = NonNullable<ToastOptions["action"]>;

/** What a toast needs to offer the way back at `address`. */
export function wayBack(address: string, label = t("Undo")): Way {
  const way = { label, run: () => void takeBack(address, way) };
  return way;
}

async function takeBack(address: string, way: Way): Promise<void> {
  const headers = { "X-CSRFToken": token(), "HX-Request": "true" };
  const answer = await fetch(address, { method: "POST", headers }).catch(() => null);
  if (!answer?.ok) return sayFailed(answer, way);
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
