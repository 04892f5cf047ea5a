// While the desk cannot be reached nobody is led off a page: the browser would have nothing to show instead, and what
// was typed in a form would be gone. Whoever follows a link or sends a form is told so, and stays; when the desk
// answers after all, they go.

import { sayUnreachable } from "../failed";

const PATIENCE_MS = 5_000;
const sure = new WeakSet<HTMLFormElement>();

const isCutOff = (): boolean => !navigator.onLine || document.documentElement.hasAttribute("data-is-offline");

async function answers(): Promise<boolean> {
  const answer = await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null);
  return answer?.ok ?? false;
}

function hold(event: Event, go: () => void): void {
  event.preventDefault();
  void answers().then((isThere) => (isThere ? go() : sayUnreachable()));
}

// what htmx or another script sends is prevented by now, and stays on the page by itself
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || sure.delete(form) || !isCutOff()) return;
  const button = event.submitter;
  if (form.matches("[data-dirty]")) form.setAttribute("data-is-dirty", ""); // it has not gone yet
  hold(event, () => {
    sure.add(form);
    form.requestSubmit(button);
  });
});

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
  const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || link?.target || link?.hasAttribute("download");
  if (!link || event.defaultPrevented || isElsewhere || link.origin !== location.origin || !isCutOff()) return;
  if (link.hash && link.pathname === location.pathname && link.search === location.search) return; // on this page
  hold(event, () => location.assign(link.href));
});
