/* Times as the shopper reads them, in their own zone. */

import { language, word } from "./page";
import { Word } from "./words";

const DAY_MS = 86_400_000;

function reader(options: Intl.DateTimeFormatOptions): (at: string) => string {
  const format = new Intl.DateTimeFormat(language, options);
  return (at) => format.format(new Date(at));
}

export const clock = reader({ timeStyle: "short" });
export const exact = reader({ dateStyle: "full", timeStyle: "short" });
const dayAndMonth = reader({ weekday: "long", day: "numeric", month: "long" });

export function day(at: string): string {
  const days = daysSince(at);
  return days ? (days === 1 ? word(Word.yesterday) : dayAndMonth(at)) : word(Word.today);
}

/** A clock for today, a day for everything before. */
export function short(at: string): string {
  return daysSince(at) ? day(at) : clock(at);
}

/** Midnights between `at` and now; rounded, because a day with a change of the clock has 23 or 25 hours. */
function daysSince(at: string): number {
  return Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / DAY_MS);
}
