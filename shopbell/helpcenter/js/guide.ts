// The page that writes a guide: every step is a form of its own, and no button forgets what was typed in the others.
// Those that were changed are kept first, one after the other; the first that is refused says why, and nothing goes on.

import { ask } from "./dialog";
import { chooseFiles, keepFile, tokenOf } from "./files";

const PARTS = "form[data-guide-part]";

async function keep(form: HTMLFormElement): Promise<boolean> {
  const headers = { Accept: "application/json", "HX-Request": "true" };
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers }).catch(() => null);
  if (answer?.ok) {
    const { revision } = (await answer.json()) as { revision: number };
    for (const seen of document.querySelectorAll<HTMLInputElement>("input[name=seen]")) seen.value = String(revision);
    form.removeAttribute("data-is-dirty");
    return true;
  }
  const isSentence = answer?.headers.get("Content-Type")?.startsWith("text/plain") === true;
  explain(form, isSentence ? await answer.text() : document.querySelector<HTMLElement>("[data-unreachable]")!.dataset.unreachable!);
  return false;
}

function explain(form: HTMLFormElement, sentence: string): void {
  const told = form.querySelector<HTMLElement>("[data-guide-told]")!;
  told.textContent = sentence;
  told.hidden = false;
  form.scrollIntoView({ block: "center" });
}

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (form.method !== "post" || form.matches("[data-guide-alone]")) return;
  const others = [...document.querySelectorAll<HTMLFormElement>(PARTS)].filter((each) => each !== form && each.hasAttribute("data-is-dirty"));
  if (event.defaultPrevented || !others.length) return;
  event.preventDefault();
  const submitter = event.submitter;
  void (async () => {
    for (const other of others) if (!other.reportValidity() || !(await keep(other))) return void form.toggleAttribute("data-is-dirty", form.matches("[data-dirty]"));
    form.requestSubmit(submitter);
  })();
});

// A picture, film or document in the words of a step, as Markdown: a picture and a film on a line of their own.

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-guide-file]")) {
  const area = button.form!.querySelector<HTMLTextAreaElement>("textarea[name=text]")!;
  button.hidden = false;
  button.addEventListener("click", () =>
    chooseFiles((files) => {
      void (async () => {
        for (const file of files) await putIn(area, file);
      })();
    }),
  );
}

async function putIn(area: HTMLTextAreaElement, file: File): Promise<void> {
  const form = area.form!;
  const { files, words, unreachable } = document.querySelector<HTMLElement>("[data-unreachable]")!.dataset;
  const known = JSON.parse(words!) as Record<string, string>;
  const say = (english: string): string => known[english] ?? english;
  const kept = await keepFile(file, files!, tokenOf(form));
  if (typeof kept === "string") return explain(form, kept || unreachable!);
  const kind = kept.type.split("/")[0];
  const shown = kind === "image" ? await shows("Describe the picture", "What does the picture show? Readers who cannot see it hear this.") : kind === "video" ? await shows("Film", "What the film shows") : kept.name;
  const link = `[${shown.replace(/[\\\[\]]/g, "\\$&")}](<${kept.address}>)`;
  const { selectionStart, selectionEnd, value } = area;
  const isBlock = kind === "image" || kind === "video";
  const put = !isBlock ? link : `${/(^|\n\n)$/.test(value.slice(0, selectionStart)) ? "" : "\n\n"}${kind === "image" ? "!" : ""}${link}\n\n`;
  area.setRangeText(put, selectionStart, selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();

  async function shows(name: string, label: string): Promise<string> {
    return (await ask(say(name), [{ name: "words", label: say(label) }], say))?.words ?? "";
  }
}
