const LONGEST = 20_000; // ms that a form waits for its work; then it is sent without, and weighed

/** Do the page's task in a worker from the first touch on, and hold the form back until it is done. */
export function workOn(form: HTMLFormElement): void {
  const task = form.elements.namedItem("task") as HTMLInputElement | null;
  const answer = form.elements.namedItem("answer") as HTMLInputElement;
  if (!task?.value || answer.value) return; // none is asked of who is signed in, nor twice
  let isWaiting = false;
  let isOver = false;
  let pressed: HTMLElement | null = null; // which button sends it: it may say something too
  let worker: Worker | undefined;

  const go = (): void => {
    if (isOver) return;
    worker = undefined;
    isOver = true;
    if (isWaiting) form.requestSubmit(pressed);
  };
  const begin = (): void => {
    if (worker || answer.value) return;
    worker = new Worker(form.dataset.worker!);
    worker.onmessage = ({ data }: MessageEvent<number>) => {
      answer.value = String(data);
      go();
    };
    worker.onerror = go; // it is sent without, and weighed
    worker.postMessage(task.value.slice(0, task.value.lastIndexOf(":")));
  };

  form.addEventListener("focusin", begin, { once: true });
  form.addEventListener("submit", (event) => {
    if (answer.value || isOver) return;
    event.preventDefault(); // a second press too: without the work it would be doubted
    if (!isWaiting) window.setTimeout(go, LONGEST);
    isWaiting = true;
    pressed = event.submitter;
    begin();
  });
}
