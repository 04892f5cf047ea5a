// The conversation moved to another channel while the agent looked on: an empty composer turns to it. One in which
// something is written stays as it is, and so does a choice that the agent made since.

import { behave } from "../behave";

behave("[data-answers-by]", (line) => {
  const form = line.closest<HTMLFormElement>("[data-composer]");
  const way = line.dataset.answersBy!;
  if (!form || form.dataset.wayNow === way) return;
  const isFirst = form.dataset.wayNow === undefined; // the page came with the right one chosen
  form.dataset.wayNow = way;
  if (isFirst || form.hasAttribute("data-is-begun") || form.dataset.kind === "note") return;
  form.querySelector<HTMLInputElement>(`[name=channel][value="${CSS.escape(way)}"]`)?.click();
});
