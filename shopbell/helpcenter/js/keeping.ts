// What is typed is kept as the draft a few seconds later, and the revision that comes back is sent with the next.
// Whoever saw an older draft is told so, and nothing more is sent until they looked. A form beside that acts on the
// draft waits until what is on the screen is kept, and then names that revision.

const PAUSE_MS = 3000;

interface Says {
  tell(sentence: string): void;
  unreachable: string;
}

interface Kept {
  revision: number;
  said: string;
  state: string; // how the article stands now, and
  silent: string; // which pictures say nothing, as HTML of the desk
}

/** What the page shows of the draft beside its text, as it is now. */
function show({ revision, state, silent }: Kept): void {
  const put = (place: string, html: string): void => {
    const box = document.querySelector(`[data-article-${place}]`);
    if (box && box.innerHTML !== html) box.innerHTML = html;
  };
  put("standing", state);
  put("silent", silent);
  const badge = document.querySelector("[data-article-standing] .badge");
  if (badge) document.querySelector(".tabs [aria-current] .badge")?.replaceWith(badge.cloneNode(true));
  document.querySelector<HTMLElement>("[data-article-acts]")!.hidden = false;
  for (const seen of document.querySelectorAll<HTMLInputElement>("input[name=seen]")) seen.value = String(revision);
}

export function keepDraft(form: HTMLFormElement, { tell, unreachable }: Says): void {
  let timer = 0;
  let isStopped = false;
  let isChanged = false;
  let isRefused = false; // somebody else wrote meanwhile, or it cannot be kept as it is
  let sending: Promise<void> | null = null;

  const later = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void send(), PAUSE_MS);
  };

  /** Sends what changed, after what is on its way. */
  async function send(): Promise<void> {
    if (sending) return sending;
    if (isStopped || !isChanged || !form.checkValidity()) return;
    sending = keep();
    await sending;
    sending = null;
    if (isChanged && !isStopped) later();
  }

  async function keep(): Promise<void> {
    isChanged = false;
    const headers = { Accept: "application/json", "HX-Request": "true" };
    const answer = await fetch(form.dataset.address!, { method: "POST", body: new FormData(form), headers }).catch(() => null);
    const kept = answer?.ok ? ((await answer.json().catch(() => null)) as Kept | null) : null;
    if (kept) {
      show(kept);
      if (!isChanged) form.removeAttribute("data-is-dirty");
      return tell(kept.said);
    }
    isChanged = true;
    isRefused = answer?.status === 422 || answer?.status === 409;
    isStopped ||= isRefused || answer?.status === 401 || answer?.status === 403;
    const isSentence = answer?.headers.get("Content-Type")?.startsWith("text/plain") === true;
    tell(isSentence ? await answer.text() : unreachable);
  }

  const change = (): void => {
    isChanged = true;
    later();
  };

  form.addEventListener("input", change);
  if (form.hasAttribute("data-is-dirty")) change(); // typed while this was still on its way
  form.addEventListener("submit", (event) => {
    window.clearTimeout(timer);
    isStopped = true; // what is on its way counts the revision up: this waits for it
    if (!sending) return;
    event.preventDefault();
    const submitter = event.submitter;
    void sending.then(() => !isRefused && form.requestSubmit(submitter));
  });
  document.addEventListener("submit", (event) => {
    const other = event.target as HTMLFormElement;
    if (other === form || other.method !== "post" || isStopped || !(sending || isChanged)) return;
    event.preventDefault();
    const submitter = event.submitter;
    void (async () => {
      await sending;
      await send();
      window.clearTimeout(timer);
      if (!isChanged) other.requestSubmit(submitter);
      else form.reportValidity(); // what could not be kept is told of, and stays
    })();
  });
}
