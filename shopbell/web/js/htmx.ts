// htmx as this desk uses it: no evaluated strings, no inline styles, only our own addresses, and the
// CSRF token on whatever changes something.
//
// Answers: 2xx and 422 are swapped (a form comes back with its errors). A 422 or 403 in plain words is a
// refusal: it is said in a toast and swaps nothing.

import htmx from "htmx.org";
import { sayUnreachable } from "./failed";
import { morph } from "./morph";
import { toast } from "./toast";
import { t } from "./words";

/** How long an answer may take before the desk counts as not reached; for files there is no such limit. */
export const ANSWER_MS = 30_000;

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0, // pages hold customers' words: the browser keeps no copies of them
  refreshOnHistoryMiss: true,
  globalViewTransitions: false,
  scrollBehavior: "instant",
  timeout: ANSWER_MS,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});

htmx.defineExtension("morph", {
  isInlineSwap: (style: string) => style === "morph" || style === "morph:outerHTML",
  handleSwap(style: string, target: Node, fragment: Node) {
    if (!style.startsWith("morph") || !(target instanceof Element)) return false;
    return morph(target, fragment, style === "morph:innerHTML" ? "innerHTML" : "outerHTML");
  },
} as Parameters<typeof htmx.defineExtension>[1]);
document.body.setAttribute("hx-ext", "morph");

// What was swapped in is seen a moment before htmx sets it up. Pressed in that moment it is set up at once, before the
// event gets there; a form would be sent by the browser, and lead away. (Settling without a pause is no way: it comes
// before the requests that wait for this one, and htmx forgets them.)
for (const name of ["click", "submit"]) {
  document.addEventListener(
    name,
    (event) => {
      const asked = (event.target as Element).closest("[hx-get], [hx-post], [hx-delete]");
      if (asked && !("htmx-internal-data" in asked)) htmx.process(asked);
    },
    true,
  );
}

function token(): string {
  return document.querySelector<HTMLMetaElement>("meta[name=csrf]")?.content ?? "";
}

document.addEventListener("htmx:configRequest", (event) => {
  // htmx looks for "morph" up the tree from who asked, and a form in a menu or a dialog has left the page when its
  // answer comes: it carries the word itself, or the answer would be put inside of what it should replace
  ((event as CustomEvent).detail.elt as Element).setAttribute("hx-ext", "morph");
  const { verb, headers, parameters, triggeringEvent } = (event as CustomEvent).detail;
  if (verb !== "get") headers["X-CSRFToken"] = token();
  // htmx forgets which button was pressed when the focus leaves it, as it does when a menu closes
  const pressed = (triggeringEvent as SubmitEvent | undefined)?.submitter as HTMLButtonElement | null | undefined;
  if (pressed?.name && !(pressed.name in parameters)) parameters[pressed.name] = pressed.value;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event as CustomEvent;
  const xhr = detail.xhr as XMLHttpRequest;
  if (xhr.status >= 400 && xhr.getResponseHeader("Content-Type")?.startsWith("text/plain")) {
    detail.shouldSwap = false;
    toast(xhr.responseText, { tone: "broken" });
  }
});

document.addEventListener("htmx:responseError", (event) => {
  const xhr = (event as CustomEvent).detail.xhr as XMLHttpRequest;
  const isWords = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
  if (xhr.status === 401 || isWords) return; // 401 leads to sign-in by HX-Redirect
  if (isOwnFetch(event) && (xhr.status === 404 || xhr.status >= 500)) return; // it is gone: thread.ts; or asked for again: live.ts
  toast(t("That did not work. Reload the page and try again."), { tone: "broken" });
});

/** Whether a request is a fragment's own: nobody has pressed anything, and `live.ts` makes it again when it fails. */
export function isOwnFetch(event: Event): boolean {
  const { elt, requestConfig } = (event as CustomEvent<{ elt: Element; requestConfig: { verb: string } }>).detail;
  return elt.matches("[data-live]:is([data-live-url], [hx-get])") && requestConfig.verb === "get";
}

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (!isOwnFetch(event)) sayUnreachable();
  });
}

export { htmx, token };
