// The demo shop's own consent dialog, as every shop has one: it asks once and tells the widget what its shopper said.

const KEY = "demo-shop-consent";
const PATIENCE_MS = 10_000; // for a widget that is still being fetched

type Widget = { consent(isGiven: boolean): void };

const box = document.querySelector<HTMLElement>("[data-consent]");

function answered(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return true; // a browser that keeps nothing cannot be asked once
  }
}

function tell(isGiven: boolean): void {
  const since = Date.now();
  const timer = setInterval(() => {
    const widget = (window as { Shopbell?: Widget }).Shopbell;
    if (!widget && Date.now() - since < PATIENCE_MS) return;
    clearInterval(timer);
    widget?.consent(isGiven);
  }, 50);
}

function show(isShown: boolean): void {
  if (box) box.hidden = !isShown;
}

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  if (target.closest("[data-consent-again]")) {
    show(true);
    return box?.querySelector("button")?.focus();
  }
  const answer = target.closest<HTMLElement>("[data-consent-answer]")?.dataset.consentAnswer;
  if (!answer) return;
  localStorage.setItem(KEY, answer);
  show(false);
  tell(answer === "yes");
});

show(!answered());
