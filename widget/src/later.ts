/* What a conversation has only when it is needed: cards, the wait, whom to ask for, answers before a question is sent, and the ways to go on elsewhere. The frame fetches it then, so
that all of the widget stays small. It is built apart from the frame, so it shares no state with it: what calls the desk
is handed in. */

import style from "./later.css?text";

export { drawAssistants } from "./later/assistants";
export { drawCards } from "./later/card";
export { drawCallCard, drawElsewhere } from "./later/elsewhere";
export { offerAnswers } from "./later/offers";
export { tellVisits } from "./later/visits";
export { drawWait } from "./later/wait";

const sheet = new CSSStyleSheet();
sheet.replaceSync(style);
document.adoptedStyleSheets.push(sheet);
addEventListener("keydown", () => document.documentElement.classList.add("is-keyed"), { once: true });
