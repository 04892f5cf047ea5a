// One click says how the agent is; the dot changes before the desk answers, and back if it refuses.

import { token } from "../htmx";
import { toast } from "../toast";
import { t } from "../words";

function show(form: HTMLFormElement, value: string): void {
  for (const item of form.querySelectorAll<HTMLButtonElement>("[name=availability]")) {
    item.setAttribute("aria-checked", String(item.value === value));
  }
  const dot = document.querySelector(".rail-me .dot");
  if (dot) dot.className = `dot dot-${value}`;
}

document.addEventListener("submit", async (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.matches("[data-availability]")) return;
  event.preventDefault();
  const chosen = (event.submitter as HTMLButtonElement).value;
  const before = form.querySelector<HTMLButtonElement>("[aria-checked=true]")?.value ?? "offline";
  show(form, chosen);
  const answer = await fetch(form.action, {
    method: "POST",
    headers: { "X-CSRFToken": token(), "HX-Request": "true" },
    body: new URLSearchParams({ availability: chosen }),
  }).catch(() => null);
  if (answer?.ok) return;
  show(form, before);
  toast(t("Your availability was not saved. Try again."), { tone: "broken" });
});
