// Relative times stay fresh: the rules of shopbell/web/when.py once more, with the browser's own words,
// which are the same. Looked at every half minute and when the page is seen again.

const WEEK = 7 * 86_400;
const UNITS: [number, Intl.RelativeTimeFormatUnit][] = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
];
const formats = new Map<string, Intl.RelativeTimeFormat>();

function format(style: string): Intl.RelativeTimeFormat {
  let found = formats.get(style);
  if (!found) {
    found = new Intl.RelativeTimeFormat(document.documentElement.lang, { style: style as Intl.RelativeTimeFormatStyle, numeric: "always" });
    formats.set(style, found);
  }
  return found;
}

function words(moment: number, style: string, now: number): string | null {
  const seconds = (moment - now) / 1000;
  const size = Math.abs(seconds);
  const unit = UNITS.find(([unit]) => size >= unit);
  if (!unit || size >= WEEK) return null; // "now" and dates are the server's words
  return format(style).format(Math.sign(seconds) * Math.floor(size / unit[0]), unit[1]);
}

function refresh(): void {
  const now = Date.now();
  for (const time of document.querySelectorAll<HTMLTimeElement>("time[data-when]")) {
    const style = time.dataset.when!;
    if (style === "clock") continue;
    const text = words(Date.parse(time.dateTime), style, now);
    if (text && text !== time.textContent) time.textContent = text;
  }
}

setInterval(() => document.visibilityState === "visible" && refresh(), 30_000);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
