// Promises count down by themselves: the rules of shopbell/web/console/promise.py once more, with the browser's words.
// What is broken is also told by the desk, which then has the list fetched again; this keeps the minutes in between.

export {};

const STEPS = [
  [172_800, 86_400, "day"],
  [3_600, 3_600, "hour"],
  [60, 60, "minute"],
  [0, 1, "second"],
] as const;
const ICONS = { calm: { icon: "clock" }, risk: { icon: "hourglass" }, broken: { icon: "circle-alert" } };
const CLOSE_S = 120; // from here on the seconds count
const SLOWLY = 15; // else every so many seconds
const formats = new Map<string, Intl.NumberFormat>();
let tick = 0;

function words(away: number): string {
  const seconds = Math.max(1, Math.floor(Math.abs(away)));
  const [, size, unit] = STEPS.find(([floor]) => seconds >= floor)!;
  let format = formats.get(unit);
  if (!format) {
    format = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "short" });
    formats.set(unit, format);
  }
  return format.format(Math.floor(seconds / size));
}

function stateOf(chip: HTMLTimeElement, now: number): keyof typeof ICONS {
  if (Date.parse(chip.dateTime) <= now) return "broken";
  return chip.dataset.warn && Date.parse(chip.dataset.warn) <= now ? "risk" : "calm";
}

function show(chip: HTMLTimeElement, now: number): void {
  const left = (Date.parse(chip.dateTime) - now) / 1000;
  if (Math.abs(left) > CLOSE_S && tick % SLOWLY) return;
  const state = stateOf(chip, now);
  const text = (state === "broken" ? chip.dataset.late! : chip.dataset.left!).replace("{}", words(left));
  const place = chip.querySelector("span")!;
  if (text !== place.textContent) place.textContent = text;
  if (chip.classList.contains(`badge-${state}`)) return;
  chip.className = `badge badge-${state}`;
  const use = chip.querySelector("use")!;
  use.setAttribute("href", use.getAttribute("href")!.replace(/#.*/, `#${ICONS[state].icon}`));
}

function refresh(): void {
  if (document.visibilityState !== "visible") return;
  const now = Date.now();
  for (const chip of document.querySelectorAll<HTMLTimeElement>("time[data-left]")) show(chip, now);
  tick += 1;
}

document.addEventListener("pointerover", (event) => {
  const chip = (event.target as Element).closest<HTMLTimeElement>("time[data-left]:not([title])");
  if (!chip) return;
  const at = new Date(chip.dateTime).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  chip.title = chip.dataset.due!.replace("{}", at);
});

setInterval(refresh, 1_000);
document.addEventListener("visibilitychange", () => {
  tick = 0;
  refresh();
});
