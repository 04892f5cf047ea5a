// Posting what somebody wrote, without leaving the page: the desk's answer, or null when it cannot be reached.

import { ANSWER_MS, token } from "./htmx";

export function post(address: string, body: BodyInit): Promise<Response | null> {
  const headers = { "X-CSRFToken": token(), Accept: "application/json", "HX-Request": "true", "HX-Current-URL": location.href };
  return fetch(address, { method: "POST", headers, body, signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => null);
}
