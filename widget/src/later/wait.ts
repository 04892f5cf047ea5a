/* What a shopper reads while nobody has answered: their place, how long it takes, and the way to wait elsewhere. */

import { button, dress, fill, h } from "../frame/element";
import type { ChatState } from "../frame/wire";
import { byMail } from "./elsewhere";

type Call = <Answer>(name: string, body: object) => Promise<Answer>;

/** Draw it, unless somebody answered meanwhile; from then on each change is spoken. */
export function drawWait(into: HTMLElement, chat: { state: ChatState }, call: Call): void {
  const { wait } = chat.state;
  if (!wait) return;
  dress(into, { role: "status" });
  const leave = wait.leave && button(".link", () => byMail(chat, call), wait.leave);
  fill(into, h("strong", {}, wait.place), wait.wait && h("b", {}, wait.wait), h("span", {}, wait.hint), leave);
}
