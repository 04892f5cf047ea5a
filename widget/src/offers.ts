/* What only who writes a question needs: answers to it before it is sent. `later.js` fetches it then. It is built apart, as that
is: what calls the desk is handed in. */

import style from "./offers.css?text";

export { offerAnswers } from "./offers/list";

const sheet = new CSSStyleSheet();
sheet.replaceSync(style);
document.adoptedStyleSheets.push(sheet);
