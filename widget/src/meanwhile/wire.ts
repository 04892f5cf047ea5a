/* What the desk tells who waits, as `shopbell/waiting/views` write it. */

import type { ChatState } from "../frame/wire";

export type Call = <Answer>(name: string, body?: object) => Promise<Answer>;

export interface Question {
  id: number;
  text: string;
  choices: string[]; // none: they write themselves
}

export interface Survey {
  title: string;
  hint: string;
  questions: Question[];
  send: string;
  skip: string;
}

export interface Medium {
  kind: "picture" | "film" | "sound" | "text";
  title: string;
  description: string;
  text: string;
  link: string;
  src: string;
  poster: string;
  captions: string;
}

export interface Meanwhile {
  title: string;
  cards: { title: string; lines: string[]; links: [words: string, page: string][] }[];
  survey: Survey | null;
  media: Medium[];
  more: string;
}

export interface Offer {
  title: string;
  hint: string;
  none: string; // why nobody can be asked
  number: string;
  number_hint: string;
  when: string;
  times: { at: string; name: string; day: string }[];
  language: string;
  languages: { code: string; name: string }[];
  spoken: string;
  text: string; // the question what it is about, where there is no chat yet
  send: string;
  close: string;
  standing: string; // the call that is promised already
  off: string;
}

export interface Called {
  chat: ChatState;
}
