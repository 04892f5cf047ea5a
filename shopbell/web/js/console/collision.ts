// Two agents answer one ticket: the second one reads above the composer who is writing, and is asked before taking
// over a ticket from somebody who is at it. Both go by the signals of `typing.ts` and by who is looking.

import { t } from "../words";

const LASTS_MS = 20_000; // a pause for thought is shorter
let writer = { ticket: "", name: "", id: "", at: -LASTS_MS };
let timer = 0;

interface Typing {
  topic: string;
  data: { typing?: "customer" | "agent"; name?: string; id?: number };
}

const ownId = (): string => document.querySelector<HTMLElement>("[data-composer]")?.dataset.agent ?? "";
const openTicket = (): string => document.querySelector<HTMLElement>("#ticket")?.dataset.ticket ?? "";
const isWriting = (): boolean => writer.ticket === openTicket() && performance.now() - writer.at < LASTS_MS;

function show(): void {
  const line = document.querySelector<HTMLElement>("[data-collision]");
  if (!line) return;
  line.hidden = !isWriting();
  if (!line.hidden) line.lastElementChild!.textContent = t("{} is writing an answer to this ticket.").replace("{}", writer.name);
}

document.addEventListener("live:signal", (event) => {
  const { topic, data } = (event as CustomEvent<Typing>).detail;
  if (data.typing !== "agent" || String(data.id) === ownId() || topic !== `ticket-${openTicket()}`) return;
  writer = { ticket: openTicket(), name: data.name ?? "", id: String(data.id), at: performance.now() };
  show();
  clearTimeout(timer);
  timer = window.setTimeout(show, LASTS_MS);
});
document.addEventListener("htmx:afterSettle", show); // another ticket may be open now

/** Who would be cut short if the ticket were taken now: who writes, or who has it and is looking. */
function atIt(): string {
  if (isWriting()) return writer.name;
  const assignee = document.querySelector<HTMLElement>("#ticket-head")?.dataset.assignee;
  return (assignee && document.querySelector<HTMLElement>(`#looking [data-agent="${assignee}"]`)?.dataset.name) || "";
}

function ask(name: string, take: () => void): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog[data-dialog]");
  if (!dialog || dialog.open) return take();
  const title = document.createElement("h2");
  title.id = "dialog-title";
  title.textContent = t("{} is answering this ticket right now. Take it over?").replace("{}", name);
  const header = document.createElement("header");
  header.append(title);
  const buttons = document.createElement("div");
  buttons.className = "dialog-body cluster";
  for (const [label, look, run] of [[t("Take it over"), "button button-main", take], [t("Leave it"), "button button-quiet", () => {}]] as const) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = look;
    button.textContent = label;
    button.addEventListener("click", () => {
      dialog.close();
      run();
    });
    buttons.append(button);
  }
  dialog.replaceChildren(header, buttons);
  dialog.showModal();
}

// before htmx, which would send it
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target as HTMLFormElement;
    const name = form.matches("[data-take]:not([data-sure])") ? atIt() : "";
    if (!name) return;
    const button = (event as SubmitEvent).submitter as HTMLElement | null;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(name, () => {
      form.dataset.sure = "";
      form.requestSubmit(button);
      delete form.dataset.sure;
    });
  },
  true,
);
