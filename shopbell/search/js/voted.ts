// What this browser said of a page, remembered in it alone: the page is the same for everybody, and kept by caches.
// A vote's own address names the version, so that a newer one asks again.

const key = (address: string): string => `shopbell-useful ${address}`;

/** On the page of a vote: remember it. On the page that asks: say what was said, with the way to another answer. */
export function recallVote(): void {
  try {
    const said = document.querySelector<HTMLElement>("[data-voted]")?.dataset.voted;
    if (said) localStorage.setItem(key(location.pathname), said);
    const asking = document.querySelector<HTMLFormElement>("form.help-useful[data-yes]");
    const before = asking && localStorage.getItem(key(new URL(asking.action).pathname));
    if (before) answer(asking, asking.dataset[before] ?? "");
  } catch {
    // a browser that keeps nothing asks again
  }
}

function answer(asking: HTMLFormElement, words: string): void {
  if (!words) return;
  asking.querySelector("b")!.textContent = words;
  asking.querySelectorAll("button").forEach((button) => button.remove());
  const way = document.createElement("a");
  way.href = asking.action;
  way.className = "button";
  way.textContent = asking.dataset.change!;
  asking.append(way);
}
