/* One conversation: what the desk has told us of it, and what we have not yet told the desk.

`cursor` is the last message that a fetch brought. Only a fetch moves it: the answer to a send names a
message too, but others may lie before it that we have not got. */

import { type CallError, call, pause } from "./call";
import { isOn } from "./live";
import { put, senderOf, unsent } from "./outbox";
import type { Card, CardAnswer, ChatState, File, Message } from "./wire";

interface Fetched {
  messages: Message[];
  has_more: boolean;
  chat: ChatState;
}

interface Watch {
  changed(): void;
  arrived(messages: Message[]): void;
  isSeen(): boolean;
}

export type Chat = ReturnType<typeof chatOf>;

const POLL_MS = { live: 60_000, alone: 10_000 }; // with the socket signals do it; nothing depends on them

export function chatOf(state: ChatState, watch: Watch) {
  const messages = new Map<number, Message>();
  const { id } = state;
  let isOffline = false;
  let isGone = false;
  let isLoaded = false;
  let cursor = 0;
  let told = 0;
  let tries = 0;
  let timer = 0;
  let isFetching = false;
  let isStale = false;

  const outbox = senderOf(id, (message) => {
    if (message) messages.set(message.id, message);
    watch.changed();
  });

  const sorted = () => [...messages.values()].sort((one, other) => one.id - other.id);
  const others = () => sorted().filter((message) => message.from !== "you");

  /** Get everything that we do not have. Calls that come while one runs make one more run. */
  async function fetch(): Promise<void> {
    isStale = true;
    if (isFetching || isGone) return;
    isFetching = true;
    clearTimeout(timer);
    try {
      while (isStale) {
        isStale = false;
        await fetchOnce();
      }
      tries = 0;
      isOffline = false;
      timer = window.setTimeout(fetch, isOn ? POLL_MS.live : POLL_MS.alone);
    } catch (error) {
      isGone = Boolean((error as CallError).isFinal);
      isOffline = !isGone;
      if (!isGone) timer = window.setTimeout(fetch, pause(tries++));
    }
    isFetching = false;
    watch.changed();
  }

  async function fetchOnce(): Promise<void> {
    const got = await call<Fetched>(`messages?chat=${id}&after=${cursor}`);
    const fresh = got.messages.filter((message) => !messages.has(message.id) && message.from !== "you");
    for (const message of got.messages) messages.set(message.id, message);
    cursor = got.messages.at(-1)?.id ?? cursor;
    state = { ...got.chat, seen_by_you: Math.max(state.seen_by_you, got.chat.seen_by_you) };
    if (isLoaded && fresh.length) watch.arrived(fresh);
    if (got.has_more) isStale = true;
    else isLoaded = true;
    acknowledge();
  }

  /** Tell the desk how far we have got, and how far the shopper has seen. */
  function acknowledge(): void {
    const got = others().at(-1)?.id ?? 0;
    const seen = watch.isSeen() ? got : 0;
    const mark = got + (seen ? 0.5 : 0);
    if (mark <= told) return;
    told = mark;
    state.seen_by_you = Math.max(state.seen_by_you, seen);
    call("read", { chat: id, got, seen }).catch(() => (told = 0));
  }

  return {
    fetch,
    acknowledge,
    sorted,
    messages,
    get state() {
      return state;
    },
    /** Whether the last try to fetch or to send found no desk. */
    isCutOff: () => isOffline || outbox.isStuck(),
    isGone: () => isGone,
    /** What is not sent yet. */
    waiting() {
      const sent = new Set([...messages.values()].map((message) => message.client_id));
      return unsent(id).filter((message) => !sent.has(message.client_id));
    },
    unreadCount: () => others().filter((message) => message.id > state.seen_by_you).length,
    send(text: string, files: File[]) {
      put(id, text, files);
      watch.changed();
      void outbox.run();
    },
    /** Send what waits, now. */
    sendAgain: outbox.run,
    /** Answer a card; what it is then. */
    reply: (given: CardAnswer) => call<{ card: Card }>("card", { chat: id, ...given }).finally(fetch),
    stop() {
      clearTimeout(timer);
      isGone = true;
      outbox.stop();
    },
  };
}
