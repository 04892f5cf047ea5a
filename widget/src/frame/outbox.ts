/* The outbox: messages that the desk has not acknowledged yet. They outlive reloads and go in order.

Each has a name of its own in the storage, so that several tabs never overwrite each other's. A lock
keeps two tabs from sending at once: nothing would be doubled, but the order could change. */

import { CallError, pause, post } from "./call";
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
  write(name, JSON.stringify({ name, client_id, chat, text, files, at: new Date(last).toISOString() } satisfies Unsent));
}

export function discard(message: Unsent): void {
  forget(message.name);
}

export function tryAgain({ failed: _, ...message }: Unsent): void {
  write(message.name, JSON.stringify(message));
}

/** Sends what waits, one after the other, until everything is acknowledged or turned down. */
export class Sender {
  isStuck = false;
  private tries = 0;
  private timer = 0;
  private isBusy = false;

  constructor(
    private readonly chat: number,
    private readonly changed: (message?: Message) => void,
  ) {}

  /** Send now what waits; safe to call at any time. */
  async run(): Promise<void> {
    clearTimeout(this.timer);
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      await alone(`shopbell-out-${this.chat}`, () => this.sendAll());
      this.tries = 0;
      this.isStuck = false;
    } catch {
      this.isStuck = true;
      this.timer = window.setTimeout(() => void this.run(), pause(this.tries++));
    }
    this.isBusy = false;
    if (!this.tries && this.waiting()) void this.run();
    this.changed();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private waiting(): Unsent | undefined {
    return unsent(this.chat).find((message) => !message.failed);
  }

  private async sendAll(): Promise<void> {
    for (let next = this.waiting(); next; next = this.waiting()) {
      try {
        const { client_id, chat, text, files } = next;
        const answer = await post<{ message: Message }>("send", { client_id, chat, text, uploads: files.map((file) => file.id) });
        discard(next);
        this.changed(answer.message);
      } catch (error) {
        if (!(error instanceof CallError && error.isFinal)) throw error;
        write(next.name, JSON.stringify({ ...next, failed: error.message }));
        this.changed();
      }
    }
  }
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
