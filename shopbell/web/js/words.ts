// Words that scripts say, in the reader's language: base.html puts the translations of shopbell/web/words.py
// into <body data-words>; without one the English stands.

let words: Record<string, string> | undefined;

export function t(english: string): string {
  words ??= JSON.parse(document.body.dataset.words || "{}") as Record<string, string>;
  return words[english] ?? english;
}
