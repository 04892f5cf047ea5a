/* What the desk tells of answers, as `shopbell/search/offers/door.py` writes it. All words come with them. */

export type Call = <Answer>(name: string, body?: object) => Promise<Answer>;

export interface Offer {
  key: string;
  kind: string; // article, policy, guide, topic
  word: string; // what its kind is called
  title: string;
  excerpt: string;
  address: string;
}

export interface Answers {
  title: string;
  said: string; // for who does not see them appear
  offers: Offer[];
}

export interface Answer {
  title: string;
  language: string;
  html: string; // cleaned when it was published
  address: string;
  words: Record<"back" | "ask" | "yes" | "no" | "whole" | "thanks" | "again", string>;
}
