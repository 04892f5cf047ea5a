// What a draft holds, as the desk, the composer and this browser's own store know it.

export type Kind = "reply" | "note";

export interface Upload {
  id: string;
  name: string;
  size_bytes: number;
  is_inline?: boolean; // a picture in the text
}

/** The lines To, Cc and Bcc, with commas between the addresses. */
export interface People {
  to: string;
  cc: string;
  bcc: string;
}

/** What a ticket is to be that the words begin: subject, inbox, reason, customer, order. */
export type Beginning = Record<string, string | number>;

/** A macro whose words are in the answer, and what it will do when that is sent. */
export interface MacroUse {
  id: number;
  name: string;
  does: string[];
}

export interface Words {
  text: string;
  html: string;
  channel: string;
  client_id: string;
  in_reply_to: number | null;
  uploads: Upload[];
  macros: MacroUse[];
  people: People | null; // to whom it goes by mail, where that was chosen
  beginning?: Beginning | null; // where there is no ticket yet
}

export interface Draft extends Words {
  kind: Kind;
  version: number;
  is_shared: boolean;
}

export interface Conflict {
  sentence: string;
  draft: Draft | null;
  is_sent: boolean;
  is_same: boolean; // with these very words
}

export const isEmpty = ({ text, uploads, people, beginning }: Words): boolean => !text.trim() && !uploads.length && !people && !beginning?.subject && !beginning?.reason;
export const isSame = (one: Words, other: Words): boolean => stamp(one) === stamp(other);
export const stamp = ({ text, html, channel, in_reply_to, uploads, macros, people, beginning }: Words): string =>
  JSON.stringify([html || text, channel, in_reply_to, uploads.map(({ id }) => id).sort(), macros.map(({ id }) => id), people && [people.to, people.cc, people.bcc], said(beginning)]);

/** All that is said of it, in one order whoever wrote it down. */
const said = (beginning?: Beginning | null): string[] => Object.entries(beginning ?? {}).filter(([, value]) => value).map(([name, value]) => `${name}=${value}`).sort();

export const nothing = (): Words => ({ text: "", html: "", channel: "", client_id: crypto.randomUUID(), in_reply_to: null, uploads: [], macros: [], people: null });

/** What is posted of them, whether to be kept or to be sent. */
export function bodyOf({ text, html, client_id, in_reply_to, uploads, macros, people, beginning }: Words, more: Record<string, string>): FormData {
  const body = new FormData();
  const fields = { text, html, client_id, in_reply_to: String(in_reply_to ?? ""), ...beginning, ...more };
  for (const [name, value] of Object.entries(fields)) body.append(name, String(value));
  for (const { id } of uploads) body.append("uploads", id);
  for (const { id } of macros) body.append("macros", String(id));
  for (const [name, line] of Object.entries(people ?? {})) body.append(`mail_${name}`, line);
  return body;
}
