/* Times as the shopper reads them, in their own zone. */

import { word } from "./page";
import { Word } from "./words";

const language = document.documentElement.lang;
const clockFormat = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
const exactFormat = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });

export const clock = (at: string) => clockFormat.format(new Date(at));
export const exact = (at: string) => exactFormat.format(new Date(at));

export function day(at: string): string {
  const then = new Date(at);
  const yesterday = new Date();
  if (then.toDateString() === yesterday.toDateString()) return word(Word.today);
  yesterday.setDate(yesterday.getDate() - 1);
  return then.toDateString() === yesterday.toDateString() ? word(Word.yesterday) : dayFormat.format(then);
}

/** A clock for today, a day for everything before. */
export function short(at: string): string {
  return day(at) === word(Word.today) ? clock(at) : day(at);
}
