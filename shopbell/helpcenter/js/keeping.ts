// What is typed is kept as the draft a few seconds later, and the revision that comes back is sent with the next.
// Whoever saw an older draft is told so, and nothing more is sent until they looked.

const PAUSE_MS = 3000;

interface Says {
  tell(sentence: string): void;
  saved: string;
  unreachable: string;
}

export function keepDraft(form: HTMLFormElement, { tell, saved, unreachable }: Says): void {
  const seen = form.elements.namedItem("seen") as HTMLInputElement;
  let timer = 0;
  let isSending = false;
  let isStopped = false;
  let isChanged = false;
  let isRefused = false; // somebody else wrote meanwhile

  const later = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void send(), PAUSE_MS);
  };

  async function send(): Promise<void> {
    if (isStopped || isSending || !isChanged || !form.checkValidity()) return;
    isSending = true;
    isChanged = false;
    const headers = { Accept: "application/json", "HX-Request": "true" };
    const answer = await fetch(form.dataset.address!, { method: "POST", body: new FormData(form), headers }).catch(() => null);
    const kept = answer?.ok ? ((await answer.json().catch(() => null)) as { revision: number } | null) : null;
    if (kept) seen.value = String(kept.revision);
    isSending = false;
    if (kept) {
      if (!isChanged) form.removeAttribute("data-is-dirty");
      tell(saved);
    } else {
      isChanged = true;
      isRefused = answer?.status === 422;
      isStopped ||= isRefused || answer?.status === 401 || answer?.status === 403;
      const isSentence = answer?.headers.get("Content-Type")?.startsWith("text/plain") === true;
      tell(isSentence ? await answer.text() : unreachable);
    }
    if (isChanged && !isStopped) later();
  }

  form.addEventListener("input", () => {
    isChanged = true;
    later();
  });
  form.addEventListener("submit", (event) => {
    window.clearTimeout(timer);
    isStopped = true; // what is on its way counts the revision up: this waits for it
    if (!isSending) return;
    event.preventDefault();
    const submitter = event.submitter;
    const wait = window.setInterval(() => {
      if (isSending) return;
      window.clearInterval(wait);
      if (!isRefused) form.requestSubmit(submitter);
    }, 30);
  });
}
