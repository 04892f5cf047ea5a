// A ticket that is offered: the seconds that are left count down, and what is over is gone; the desk asks the next.

export {};

function refresh(): void {
  for (const offer of document.querySelectorAll<HTMLElement>("[data-offer-until]")) {
    const left = Math.ceil((Date.parse(offer.dataset.offerUntil!) - Date.now()) / 1000);
    offer.hidden = left <= 0;
    const words = offer.querySelector<HTMLElement>("[data-offer-left]");
    if (!words) continue;
    const format = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "second", unitDisplay: "narrow" });
    words.textContent = format.format(Math.max(left, 0));
  }
}

setInterval(refresh, 500);
document.addEventListener("htmx:afterSettle", refresh);
refresh();
