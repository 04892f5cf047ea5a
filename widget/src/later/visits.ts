/* What the shopper looked at, handed from the shop's page to the desk; the page forgets what the desk has. */

import type { Visits } from "../frame/wire";

type Call = <Answer>(name: string, body: object) => Promise<Answer>;

export async function tellVisits({ consent, visits }: Visits, call: Call, tell: (what: "visited", more: object) => void): Promise<void> {
  if (consent && !visits.length) return;
  try {
    const now = await call<{ consent: boolean }>("visited", { consent, visits });
    tell("visited", { count: visits.length, consent: now.consent });
  } catch {
    /* the page keeps it, and tells it again when it is loaded anew */
  }
}
