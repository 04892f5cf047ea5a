// How a behaviour meets its elements: `behave("[data-copy]", start)` runs `start` once for every such
// element that is on the page or ever comes to it by htmx, a morph or a script.

type Start = (element: HTMLElement) => void;

const rules: { selector: string; start: Start; started: WeakSet<Element> }[] = [];

function startIn(root: Element): void {
  for (const { selector, start, started } of rules) {
    const found = [...root.querySelectorAll<HTMLElement>(selector)];
    if (root instanceof HTMLElement && root.matches(selector)) found.unshift(root);
    for (const element of found) {
      if (started.has(element)) continue;
      started.add(element);
      start(element);
    }
  }
}

export function behave(selector: string, start: Start): void {
  rules.push({ selector, start, started: new WeakSet() });
}

new MutationObserver((changes) => {
  for (const { addedNodes } of changes) for (const node of addedNodes) if (node instanceof Element) startIn(node);
}).observe(document.documentElement, { childList: true, subtree: true });

// scripts run deferred, after the page is there and before anything else happens to it
queueMicrotask(() => startIn(document.documentElement));
