// A form that came back with something wrong leads to the first of it: it may lie far below what is seen.

import { behave } from "../behave";

behave("#settings-form:has([aria-invalid=true])", (form) => {
  const wrong = form.querySelector<HTMLElement>("[aria-invalid=true]")!;
  wrong.focus({ preventScroll: true });
  wrong.scrollIntoView({ block: "center" });
});
