/* What only who waits needs: things to read, to look at and to answer, and asking for a call. `later.js` fetches it then. It
is built apart, as that is: what calls the desk is handed in. All words come from the desk with what they belong to. */

import style from "./meanwhile.css?text";

export { askCall } from "./meanwhile/call";
export { drawMeanwhile } from "./meanwhile/draw";

const sheet = new CSSStyleSheet();
sheet.replaceSync(style);
document.adoptedStyleSheets.push(sheet);
