// The page that writes a guide: every step is a form of its own, and no button forgets what was typed in the others.
// Those that were changed are kept first, one after the other; the first that is refused says why, and nothing goes on.

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
