/* Going on elsewhere: by e-mail, or on another device by a link. Always one click away. */

import { call } from "./call";
import type { Chat } from "./chat";
import { button, h, icon } from "./element";
import { later } from "./later";
import { word } from "./page";
import { Word } from "./words";

export function elsewhere(chat: Chat): HTMLElement {
  return h("div.elsewhere", {},
    button("", async () => (await later()).byMail(chat, call), icon("mail"), word(Word.by_email)),
    button("", async () => (await later()).byLink(chat, call), icon("device"), word(Word.other_device)),
  );
}
