// Waits stay fresh: the rules of shopbell/web/console/waiting.py once more, with the browser's own words.

export {};

const formats = new Map<string, Intl.NumberFormat>();

function words(seconds: number): string {
  const [size, unit] = seconds >= 172_800 ? [86_400, "day"] : seconds >= 3_600 ? [3_600, "hour"] : ([60, "minute"] as const);
  let format = formats.get(unit);
  if (!format) {
    format = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "short" });
    formats.set(unit, format);
  }
  return format.format(Math.max(1, Math.floor(seconds / size)));
}

function refresh(): void {
  for (const chip of document.querySelectorAll<HTMLTimeElement>("time[data-wait]")) {
    const text = chip.dataset.wait!.replace("{}", words((Date.now() - Date.parse(chip.dateTime)) / 1000));
    if (text !== chip.textContent) chip.textContent = text;
  }
}

document.addEventListener("pointerover", (event) => {
  const chip = (event.target as Element).closest<HTMLTimeElement>("time[data-wait]:not([title])");
  if (chip) chip.title = new Date(chip.dateTime).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
});

setInterval(() => document.visibilityState === "visible" && refresh(), 15_000);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
