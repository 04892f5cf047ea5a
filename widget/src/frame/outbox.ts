/* The outbox: messages that the desk has not acknowledged yet. They outlive reloads and go in order.

Each has a name of its own in the storage, so that several tabs never overwrite each other's. A lock
keeps two tabs from sending at once: nothing would be doubled, but the order could change. */

import { type CallError, call, pause } from "./call";
import { forget, names, newId, read, write } from "./keep";
import type { File, Message } from "./wire";

export interface Unsent {
  name: string;
  client_id: string;
  chat: number;
  text: string;
  files: File[];
  at: string;
  failed?: string;
}

let last = 0;

export function unsent(chat: number): Unsent[] {
  return names(`out:${chat}:`).flatMap((name) => {
    const kept = read(name);
    return kept ? [JSON.parse(kept) as Unsent] : [];
  });
}

export function put(chat: number, text: string, files: File[]): void {
  last = Math.max(Date.now(), last + 1); // two in one millisecond keep their order
  const client_id = newId();
  const name = `out:${chat}:${last}:${client_id}`;
  save({ name, client_id, chat, text, files, at: new Date(last).toISOString() });
}

export function discard(message: Unsent): void {
  forget(message.name);
}

export function tryAgain({ failed: _, ...message }: Unsent): void {
  save(message);
}

function save(message: Unsent): void {
  write(message.name, JSON.stringify(message));
}


/** Sends what waits in `chat`, one after the other, until everything is acknowledged or turned down. */
export function senderOf(chat: number, changed: (message?: Message) => void) {
  let isStuck = false;
  let tries = 0;
  let timer = 0;
  let isBusy = false;

  /** Send now what waits; safe to call at any time. */
  async function run(): Promise<void> {
    clearTimeout(timer);
    if (isBusy) return;
    isBusy = true;
    try {
      await alone(`shopbell-out-${chat}`, sendAll);
      tries = 0;
      isStuck = false;
    } catch {
      isStuck = true;
      timer = window.setTimeout(run, pause(tries++));
    }
    isBusy = false;
    if (!tries && waiting()) void run();
    changed();
  }

  function waiting(): Unsent | undefined {
    return unsent(chat).find((message) => !message.failed);
  }

  async function sendAll(): Promise<void> {
    for (let next = waiting(); next; next = waiting()) {
      try {
        const { client_id, text, files } = next;
        const { message } = await call<{ message: Message }>("send", { client_id, chat, text, uploads: files.map((file) => file.id) });
        discard(next);
        changed(message);
      } catch (error) {
        if (!(error as CallError).isFinal) throw error;
        save({ ...next, failed: (error as CallError).message });
        changed();
      }
    }
  }

  return { run, isStuck: () => isStuck, stop: () => clearTimeout(timer) };
}

async function alone(name: string, work: () => Promise<void>): Promise<void> {
  let hasBegun = false;
  const begin = () => {
    hasBegun = true;
    return work();
  };
  try {
    await navigator.locks.request(name, begin);
  } catch (error) {
    if (hasBegun) throw error;
    await work(); // no locks on a page that is not secure, nor for a frame that may keep nothing
  }
}
