// Passkeys are allauth's own scripts; when one does not work, this says so in words.

import { toast } from "../toast";
import { t } from "../words";

document.addEventListener("allauth.error", (event) => {
  const { exception } = (event as CustomEvent<{ exception: unknown }>).detail;
  event.preventDefault();
  const name = exception instanceof DOMException ? exception.name : "";
  if (name === "NotAllowedError" || name === "AbortError") return; // the person closed the browser's question
  if (name === "SecurityError") toast(t("Passkeys need the desk's own name and HTTPS (or localhost) in the address."), { tone: "broken" });
  else if (name === "InvalidStateError") toast(t("This passkey is already there."), { tone: "broken" });
  else toast(t("The passkey did not work. Try again or use your password."), { tone: "broken" });
});
