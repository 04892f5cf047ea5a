/* Going on elsewhere: by phone, by e-mail, or on another device by a link. Always one click away. */

import { call } from "./call";
import type { Chat } from "./chat";
import { h } from "./element";
import { later } from "./later";

export function elsewhere(chat: Chat): HTMLElement {
  const room = h("div.elsewhere");
  void later().then((its) => its.drawElsewhere(room, chat, call));
  return room;
}
