/* What the desk tells us, as `shopbell/channels/chat/bubble.py` and its neighbours write it. */

export interface Person {
  id?: number;
  name: string;
  title?: string;
  face: string | null;
}

export interface File {
  id: string;
  name: string;
  type: string;
  size: string;
  is_picture: boolean;
  url: string;
}

export interface Card {
  id: number;
  title: string;
  lines: string[];
  links: { words: string; page: string }[];
  picture: string;
  page: string;
  look: string;
  choices: { id: number; name: string; price: string; is_there: boolean; is_chosen: boolean }[];
  asks: { yes?: string; no?: string };
  sold_out: string;
  now: string;
}

export interface CardAnswer {
  card: number;
  answer: "chosen" | "confirmed" | "declined";
  variant?: number;
}

export interface Message {
  id: number;
  client_id: string | null;
  from: "you" | "agent" | "desk";
  by: Person | null;
  text: string;
  at: string;
  files: File[];
  cards?: Card[];
}

export interface ChatState {
  id: number;
  number: number;
  topic: string;
  is_open: boolean;
  is_closed: boolean;
  is_by_mail: boolean;
  email: string;
  agent: Person | null;
  is_agent_here: boolean;
  call: string; // what was agreed, where a call is waited for
  wait: Wait | null; // while nobody has answered a chat
  seen_by_agent: number;
  seen_by_you: number;
}

/** What who waits reads; `leave` is the way to wait elsewhere. */
export interface Wait {
  head: string; // above the conversation, where nobody's name stands there
  place: string;
  wait: string;
  hint: string;
  leave: string;
}

export interface PastChat {
  id: number;
  number: number;
  is_open: boolean;
  preview: string;
  at: string;
  agent: Person | null;
  is_unread: boolean;
}

export type Asked = "no" | "optional" | "required";

export interface Hello {
  name: string;
  greeting: string;
  opening: string; // when it closes or opens again; empty where nobody keeps hours
  wait: string; // of who would begin a chat now; empty where nothing honest can be said, like the next
  usual: string; // time to the answer to a message
  troubles: { sentence: string; next: string; address: string }[]; // what is known to go wrong now
  ways: { label: string; address: string }[]; // where one helps oneself: the help centre, the portal
  is_manned: boolean;
  agents: Person[];
  asks: { name: Asked; email: Asked; reason: Asked };
  reasons: { id: number; name: string; stage: string }[];
  assistants: (Person & { id: number; hours: string; is_here: boolean; away: string; leave: string; door: string })[]; // who may be asked for by name; what is said of who is away
  known: { name: string; email: string } | null;
  chats: PastChat[];
}

/** What the shop's page kept of its shopper, who agreed to it or does no longer. */
export interface Visits {
  consent: boolean;
  visits: object[];
}
