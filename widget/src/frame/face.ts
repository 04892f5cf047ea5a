/* A face: the agent's picture, or the first letter of the name on a colour that stays theirs. */

import { h } from "./element";
import type { Person } from "./wire";

export function face(person: Person | null): HTMLElement {
  const name = person?.name ?? "";
  if (person?.face) return h("img.face", { src: person.face, alt: "", width: 36, height: 36 });
  const letter = [...name][0]?.toUpperCase() ?? "?";
  return h(`span.face.hue-${(person?.id ?? 0) % 3}`, { "aria-hidden": "true" }, letter);
}
