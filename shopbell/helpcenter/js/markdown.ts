// Text that was written as Markdown elsewhere: the desk makes of it what it makes of a Markdown file.

const SIGNS = [
  /^#{1,4} \S/m, // a heading
  /^(?:[-*+] \S.*\n+){1,}[-*+] \S/m, // items, and
  /^1[.)] \S.*\n+2[.)] \S/m, // steps, of which there are two at least
  /^\|?(?:\s*:?-{3,}:?\s*\|)+/m, // the line below the head of a table
  /!?\[[^\]\n]+\]\((?:https?:\/\/|mailto:|tel:|\/)[^)\s]+\)/, // a link or a picture
  /^> \[!(?:TIP|WARNING|NOTE)\]/m,
  /^```/m,
  /\*\*\S[^*\n]*\S?\*\*/,
];

export function isMarkdown(text: string): boolean {
  const lines = text.replace(/\r\n?/g, "\n");
  return SIGNS.some((sign) => sign.test(lines));
}

/** The body that `text` describes, as HTML; nothing when the desk cannot be asked. */
export async function bodyOf(text: string, address: string, token: string): Promise<string | null> {
  const body = new FormData();
  body.append("text", text);
  body.append("csrfmiddlewaretoken", token);
  const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json", "HX-Request": "true" } }).catch(() => null);
  return answer?.ok ? ((await answer.json()) as { body: string }).body : null;
}
