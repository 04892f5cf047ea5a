/* What a shopper reads while nobody has answered: their place, how long it takes, and the way to wait elsewhere. */

import { button, dress, fill, h } from "../frame/element";
import type { Wait } from "../frame/wire";
import { byMail } from "./elsewhere";
import { meanwhile } from "./meanwhile";

type Call = <Answer>(name: string, body?: object) => Promise<Answer>;

/** Draw `wait`, unless somebody answered meanwhile; from then on each change is spoken. What there is to do until then
 stands at the end of the log, and goes with it. */
export function drawWait(into: HTMLElement, chat: Parameters<typeof byMail>[0], call: Call, wait: Wait | null): void {
  const log = into.parentElement!.querySelector(".scroll")!;
  if (chat.state.wait || log.querySelector(".meanwhile")) void meanwhile().then((its) => its.drawMeanwhile(log, chat, call));
  if (!wait || !chat.state.wait) return;
  dress(into, { role: "status" });
  const leave = wait.leave && button(".link", () => byMail(chat, call), wait.leave);
  fill(into, h("strong", {}, wait.place), wait.wait && h("b", {}, wait.wait), h("span", {}, wait.hint), leave);
}
