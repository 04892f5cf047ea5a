/** Do the page's task in a worker from the first touch on, and hold the form back until it is done. */
export function workOn(form: HTMLFormElement): void {
  const task = form.elements.namedItem("task") as HTMLInputElement;
  const answer = form.elements.namedItem("answer") as HTMLInputElement;
  if (!task.value || answer.value) return;
  let isWaiting = false;
  let worker: Worker | undefined;

  const go = (): void => {
    worker = undefined;
    if (isWaiting) form.requestSubmit();
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
    if (answer.value || isWaiting) return;
    event.preventDefault();
    isWaiting = true;
    begin();
  });
}
