/* Whom to ask for before a chat: anybody, or somebody by their face, with whether they are there; who is not
   may be left a message. */

import { fill, h } from "../frame/element";
import { face } from "../frame/face";
import { word } from "../frame/page";
import type { Hello } from "../frame/wire";
import { Word } from "../frame/words";

export function drawAssistants(into: HTMLElement, assistants: Hello["assistants"]): void {
  const away = h("p.quiet", { role: "status" });
  const choice = (value: number | string, name: string, hint = "", picture: HTMLElement | false = false): HTMLElement =>
    h("label.who", {},
      h("input", { type: "radio", name: "assistant", value, ...(value === "" && { checked: true }), change: () => tell(value) }),
      picture,
      h("span", {}, name, hint && h("small.quiet", {}, hint)),
    );
  const tell = (id: number | string): void => {
    const each = assistants.find((one) => one.id === id);
    const leave = each?.away && h("a", { href: each.door, target: "_blank", rel: "noopener" }, each.leave);
    fill(away, each?.away, leave && " ", leave);
  };
  into.hidden = false;
  const people = assistants.map((each) => choice(each.id, each.name, each.is_here ? word(Word.here_now) : each.hours, face(each)));
  fill(into, h("legend", {}, word(Word.assistant)), choice("", word(Word.anybody)), ...people, away);
}
