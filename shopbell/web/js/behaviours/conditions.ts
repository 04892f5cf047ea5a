// Conditions in a settings form: completed as in the filter line of a list, and explained below while they are typed.
import { behave } from "../behave";
import { TAKEN, complete } from "../completion";
import { t } from "../words";

const PAUSE_MS = 350;

behave("input[data-conditions]", (element) => {
  const field = element as HTMLInputElement;
  const list = Object.assign(document.createElement("span"), { className: "menu filter-offers", id: `${field.id}-offers` });
  const said = Object.assign(document.createElement("div"), { className: "conditions-said", id: `${field.id}-read` });
  list.setAttribute("popover", "manual");
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", t("Suggestions"));
  said.setAttribute("role", "status");
  field.after(said, list);
  for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-autocomplete", "list"], ["aria-controls", list.id]] as const) {
    field.setAttribute(name, value);
  }

  let timer = 0;
  let turn = 0;

  async function read(): Promise<void> {
    const mine = ++turn;
    const answer = await fetch(`${field.dataset.conditions}?text=${encodeURIComponent(field.value)}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    const html = answer?.ok ? await answer.text() : "";
    if (mine !== turn) return;
    said.innerHTML = html;
    field.toggleAttribute("data-wrong", said.querySelector("[data-trouble]") !== null);
    if (field.hasAttribute("data-wrong")) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  const completion = complete({
    field: () => (field.isConnected ? field : null),
    list: () => list,
    taken: () => field.dispatchEvent(new UIEvent("input", { bubbles: true, detail: TAKEN })), // for the face beside the form
    entered: () => field.form?.requestSubmit(),
  });

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void read(), PAUSE_MS);
  });
  field.addEventListener("keydown", (event) => {
    if (!event.isComposing && completion.key(event)) event.stopPropagation();
  });
  void read();
});
