/* One conversation: what the desk has told us of it, and what we have not yet told the desk.

`cursor` is the last message that a fetch brought. Only a fetch moves it: the answer to a send names a
message too, but others may lie before it that we have not got. */

import { CallError, get, pause, post } from "./call";
import { Sender, put, unsent, type Unsent } from "./outbox";
import type { ChatState, File, Message } from "./wire";

interface Fetched {
  messages: Message[];
  has_more: boolean;
  chat: ChatState;
}

const POLL_MS = { live: 60_000, alone: 10_000 }; // with the socket signals do it; nothing depends on them

export class Chat {
  readonly messages = new Map<number, Message>();
  readonly sender: Sender;
  isLive = false;
  private isOffline = false;
  isGone = false;
  isLoaded = false;
  private cursor = 0;
  private told = 0;
  private tries = 0;
  private timer = 0;
  private isFetching = false;
  private isStale = false;

  constructor(
    public state: ChatState,
    private readonly watch: { changed(): void; arrived(messages: Message[]): void; isSeen(): boolean },
  ) {
    this.sender = new Sender(state.id, (message) => {
      if (message) this.messages.set(message.id, message);
      watch.changed();
    });
  }

  /** Whether the last try to fetch or to send found no desk. */
  get isCutOff(): boolean {
    return this.isOffline || this.sender.isStuck;
  }

  get waiting(): Unsent[] {
    const sent = new Set([...this.messages.values()].map((message) => message.client_id));
    return unsent(this.state.id).filter((message) => !sent.has(message.client_id));
  }

  get sorted(): Message[] {
    return [...this.messages.values()].sort((one, other) => one.id - other.id);
  }

  get unreadCount(): number {
    return this.sorted.filter((message) => message.from !== "you" && message.id > this.state.seen_by_you).length;
  }

  send(text: string, files: File[]): void {
    put(this.state.id, text, files);
    this.watch.changed();
    void this.sender.run();
  }

  /** Get everything that we do not have. Calls that come while one runs make one more run. */
  async fetch(): Promise<void> {
    this.isStale = true;
    if (this.isFetching || this.isGone) return;
    this.isFetching = true;
    clearTimeout(this.timer);
    try {
      while (this.isStale) {
        this.isStale = false;
        await this.fetchOnce();
      }
      this.tries = 0;
      this.isOffline = false;
      this.timer = window.setTimeout(() => void this.fetch(), this.isLive ? POLL_MS.live : POLL_MS.alone);
    } catch (error) {
      this.isGone = error instanceof CallError && error.isFinal;
      this.isOffline = !this.isGone;
      if (!this.isGone) this.timer = window.setTimeout(() => void this.fetch(), pause(this.tries++));
    }
    this.isFetching = false;
    this.watch.changed();
  }

  /** Tell the desk how far we have got, and how far the shopper has seen. */
  acknowledge(): void {
    const got = this.sorted.findLast((message) => message.from !== "you")?.id ?? 0;
    const seen = this.watch.isSeen() ? got : 0;
    const mark = got + (seen ? 0.5 : 0);
    if (mark <= this.told) return;
    this.told = mark;
    this.state.seen_by_you = Math.max(this.state.seen_by_you, seen);
    post("read", { chat: this.state.id, got, seen }).catch(() => (this.told = 0));
  }

  stop(): void {
    clearTimeout(this.timer);
    this.isGone = true;
    this.sender.stop();
  }

  private async fetchOnce(): Promise<void> {
    const got = await get<Fetched>("messages", { chat: this.state.id, after: this.cursor });
    const fresh = got.messages.filter((message) => !this.messages.has(message.id) && message.from !== "you");
    for (const message of got.messages) this.messages.set(message.id, message);
    this.cursor = got.messages.at(-1)?.id ?? this.cursor;
    const seen = Math.max(this.state.seen_by_you, got.chat.seen_by_you);
    this.state = { ...got.chat, seen_by_you: seen };
    if (this.isLoaded && fresh.length) this.watch.arrived(fresh);
    if (got.has_more) this.isStale = true;
    else this.isLoaded = true;
    this.acknowledge();
  }
}
