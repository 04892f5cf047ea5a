// Taking back what a form did: an answer with HX-Trigger: {"toast": {"text": "…", "undo": "/desk/…/undo/"}} (on the
// server `add_toast` of core/toast.py) offers it for ten seconds, by the button or the key for Undo.

import { token } from "./htmx";
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
  const said = JSON.parse(answer.headers.get("HX-Trigger") ?? "{}") as Record<string, object>;
  for (const [name, detail] of Object.entries(said)) document.dispatchEvent(new CustomEvent(name, { detail }));
}

onKey("undo", pressAction);
