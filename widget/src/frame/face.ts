/* A face: the agent's picture, or the first letter of the name on a colour that stays theirs. */

import { h } from "./element";
import type { Person } from "./wire";

export function face(person: Person | null): HTMLElement {
  const name = person?.name ?? "";
  if (person?.face) return h("img", { class: "face", src: person.face, alt: "", width: 36, height: 36 });
  const hue = [...name].reduce((sum, letter) => sum + letter.codePointAt(0)!, 0) % 3;
  const letter = [...name][0]?.toUpperCase() ?? "?";
  return h("span", { class: `face hue-${hue}`, "aria-hidden": "true" }, letter);
}
