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

export interface Message {
  id: number;
  client_id: string | null;
  from: "you" | "agent" | "desk";
  by: Person | null;
  text: string;
  at: string;
  files: File[];
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
  seen_by_agent: number;
  seen_by_you: number;
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
  is_manned: boolean;
  agents: Person[];
  asks: { name: Asked; email: Asked; reason: Asked };
  reasons: { id: number; name: string; stage: string }[];
  known: { name: string; email: string } | null;
  chats: PastChat[];
}
