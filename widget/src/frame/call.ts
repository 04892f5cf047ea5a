/* Calls to the desk. A call ends with an answer, with the desk's own sentence, or with no connection. */

import { token } from "./keep";
import { key, word } from "./page";
import { Word } from "./words";

const PATIENCE_MS = 20_000;

/** The call did not work. `isFinal`: the desk turned it down, so the same again is turned down too. */
export class CallError extends Error {
  constructor(
    readonly status: number,
    sentence: string,
  ) {
    super(sentence);
  }

  get isFinal(): boolean {
    return this.status >= 400 && this.status < 500 && this.status !== 408 && this.status !== 429;
  }
}

export function address(name: string, query: Record<string, string | number> = {}): string {
  const words = new URLSearchParams(Object.entries(query).map(([part, value]) => [part, String(value)]));
  return `/chat/${key}/${name}${words.size ? `?${words}` : ""}`;
}

export const authorization = () => `Visitor ${token()}`;

export function get<Answer>(name: string, query?: Record<string, string | number>): Promise<Answer> {
  return call<Answer>(address(name, query), { method: "GET" });
}

export function post<Answer>(name: string, body: object): Promise<Answer> {
  return call<Answer>(address(name), { method: "POST", body: JSON.stringify(body) });
}

async function call<Answer>(url: string, options: RequestInit): Promise<Answer> {
  const headers = { Authorization: authorization(), "Accept-Language": document.documentElement.lang, "Content-Type": "application/json" };
  let answer: Response;
  try {
    answer = await fetch(url, { ...options, headers, credentials: "omit", signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    throw new CallError(0, word(Word.no_connection));
  }
  const content = await answer.json().catch(() => null);
  if (answer.ok && content) return content as Answer;
  throw new CallError(answer.ok ? 502 : answer.status, (content as { error?: string } | null)?.error ?? word(Word.went_wrong));
}

/** How long to wait before try number `tries` (from 0), in milliseconds: growing to half a minute, spread. */
export function pause(tries: number): number {
  return Math.min(30_000, 800 * 2 ** Math.min(tries, 8)) * (0.7 + Math.random() * 0.6);
}
