// A question right after solving: a dialog with what the desk suggests chosen, so that Return answers it. Escape, or "Not
// now", puts it off. Either way the agent goes on once it is closed.

import { htmx } from "../htmx";

export function ask(address: string, goOn: () => void): void {
  const dialog = document.getElementById("dialog");
  if (!dialog) return goOn();
  dialog.addEventListener("close", goOn, { once: true });
  void htmx.ajax("get", address, { target: dialog, swap: "innerHTML" }).then(() => {
    if (dialog.childElementCount) return; // it opens by itself (behaviours/dialog.ts)
    dialog.removeEventListener("close", goOn);
    goOn();
  });
}
