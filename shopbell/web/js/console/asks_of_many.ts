// What a change to many tickets leaves open is asked once, as soon as the run that this page began is over: unless the
// agent is at something else by then, whose keys must not answer it. The button in the run asks at any time.

import { behave } from "../behave";
import { ask } from "./asked";

const begun = new Set<string>();

document.addEventListener("bulk-started", (event) => {
  begun.add(String((event as CustomEvent<{ run?: number } | null>).detail?.run ?? ""));
});

function isBusy(): boolean {
  const here = document.activeElement;
  return document.querySelector("dialog[open]") !== null || (here instanceof HTMLElement && (here.isContentEditable || here.matches("input:not([type=checkbox]), textarea, select")));
}

behave("[data-asks-of-many]", (button) => {
  if (begun.delete(button.dataset.run!) && !isBusy()) ask(button.dataset.asksOfMany!, () => undefined);
});
