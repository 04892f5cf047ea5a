// A ticket that is offered: the seconds that are left count down, and what is over is gone; the desk asks the next.
//
// A dialog makes everything behind it dead, and an offer runs on. So while one is open the offers lie in it, and the rest
// of the time in their place on the page.

const ASIDE = "shopbell-away-aside"; // which word of being away was put aside, in this window

function refresh(): void {
  for (const offer of document.querySelectorAll<HTMLElement>("[data-offer-until]")) {
    const left = Math.ceil((Date.parse(offer.dataset.offerUntil!) - Date.now()) / 1000);
    offer.hidden = left <= 0;
    const words = offer.querySelector<HTMLElement>("[data-offer-left]");
    if (!words) continue;
    const format = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "second", unitDisplay: "narrow" });
    words.textContent = format.format(Math.max(left, 0));
  }
  for (const card of document.querySelectorAll<HTMLElement>("[data-aside]")) {
    card.hidden = card.dataset.aside === sessionStorage.getItem(ASIDE);
  }
}

const offers = (): HTMLElement | null => document.getElementById("offers");
const home = document.createComment("offers");
offers()?.before(home);

/** Lay the offers into the open dialog, or (also before `leaving`, which would take them along) back into the page. */
function place(leaving = false): void {
  const element = offers();
  if (!element) return;
  const isAsked = !leaving && element.querySelector(".work-offer:not([hidden])") !== null;
  const dialog = isAsked ? [...document.querySelectorAll("dialog:modal")].at(-1) : undefined;
  if (dialog) dialog !== element.parentElement && dialog.append(element);
  else if (element.parentElement?.matches("dialog")) home.after(element);
}

/** Tell the page how much of its foot they take. */
function measure(): void {
  const box = offers()?.getBoundingClientRect();
  const height = box ? Math.ceil(box.height) : 0;
  const isAtFoot = box !== undefined && box.bottom > innerHeight / 2;
  document.documentElement.style.setProperty("--offers", `${height}px`);
  document.documentElement.style.setProperty("--offers-foot", `${isAtFoot ? height : 0}px`);
}

function show(): void {
  refresh();
  place();
  measure();
}

document.addEventListener("click", (event) => {
  const card = (event.target as Element).closest("[data-put-aside]")?.closest<HTMLElement>("[data-aside]");
  if (!card) return;
  sessionStorage.setItem(ASIDE, card.dataset.aside!);
  show();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const target = event.target as Element;
  if (target !== offers() && target.contains(offers())) place(true);
});
for (const name of ["htmx:afterSwap", "htmx:afterSettle"]) document.addEventListener(name, show);
new MutationObserver(() => place()).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["open"] });
const element = offers();
if (element) new ResizeObserver(measure).observe(element);
addEventListener("resize", measure);
setInterval(refresh, 500);
show();

export {};
