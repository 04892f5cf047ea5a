/* Calls to the desk. A call ends with an answer, with the desk's own sentence, or with no connection. */

import { token } from "./keep";
import { key, language, word } from "./page";
import { Word } from "./words";

const PATIENCE_MS = 20_000;

/** A call that did not work. `isFinal`: the desk turned it down, so the same again is turned down too. */
export interface CallError extends Error {
  isFinal?: boolean;
}

/** Whether an answer with this status would come again. */
export function isTurnedDown(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

export const address = (name: string) => `/chat/${key}/${name}`;

/** What every call says of us, and that it brings a body of this type. */
export function headers(type: string): Record<string, string> {
  return { Authorization: `Visitor ${token()}`, "Accept-Language": language, "Content-Type": type };
}

/** Ask the desk for `name`, or tell it `body`. */
export async function call<Answer>(name: string, body?: object): Promise<Answer> {
  const options = {
    method: body ? "POST" : "GET",
    body: JSON.stringify(body),
    headers: headers("application/json"),
    credentials: "omit",
    signal: AbortSignal.timeout(PATIENCE_MS),
  } as const;
  const answer = await fetch(address(name), options).catch(() => {
    throw Error(word(Word.no_connection));
  });
  const content = await answer.json().catch(() => null);
  if (answer.ok && content) return content as Answer;
  const error = Error((content as { error?: string } | null)?.error ?? word(Word.went_wrong));
  throw Object.assign(error, { isFinal: isTurnedDown(answer.status) } satisfies Partial<CallError>);
}

/** How long to wait before try number `tries` (from 0), in milliseconds: growing to half a minute, spread. */
export function pause(tries: number): number {
  return Math.min(30_000, 800 * 2 ** Math.min(tries, 8)) * (0.7 + Math.random() * 0.6);
}
