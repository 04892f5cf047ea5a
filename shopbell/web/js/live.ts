// What the screen shows, kept true: one socket says which topics changed, and whoever shows a topic
// fetches its own fragment again. Nothing that matters travels the socket.
//
//   <section id="thread" data-live="ticket-7" data-live-url="/desk/tickets/7/thread/">   is morphed in place
//   <div id="wall" data-live="queue wall" data-live-url="…" data-live-pause="2000">       … not more often than that (ms)
//   <div data-live="queue" hx-get="…" hx-trigger="live:queue">                           htmx does as it says
//
// After every (re)connect each of them is fetched once: deliveries are not counted on. A fetch that fails while the
// socket is up (the pages are being started anew) is made again until it succeeds. A passing signal
// (`ticket-7 {"typing": …}`) becomes the event "live:signal" on the document, with its topic and words.

import { htmx, isOwnFetch } from "./htmx";
import { Refresher } from "./refresher";
import { Socket } from "./socket";

const socket = new Socket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live`);
const followed = new Set<string>();
const refreshers = new WeakMap<Element, Refresher>();

const shown = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-live]")];
const topicsOf = (element: HTMLElement): string[] => (element.dataset.live ?? "").split(/\s+/).filter(Boolean);

/** Say something that is worth nothing later: `typing ticket-7`, `look ticket-7`. Lost, and false, when offline. */
export function signal(text: string): boolean {
  socket.send(text);
  return socket.isReady;
}

/** Follow what the page shows now, leave what it no longer shows. */
function follow(): void {
  const wanted = new Set(shown().flatMap(topicsOf));
  for (const topic of followed) if (!wanted.has(topic)) socket.send(`leave ${topic}`);
  for (const topic of wanted) if (!followed.has(topic)) socket.send(`follow ${topic}`);
  followed.clear();
  for (const topic of wanted) followed.add(topic);
}

interface Asked {
  address: string;
  swaps: number;
}
const asked = new WeakMap<Element, Asked>(); // what is being fetched for an element
const swaps = new WeakMap<Element, number>(); // how often something else than its own fetch has changed it

async function refetch(element: HTMLElement, topics: string[]): Promise<void> {
  for (const topic of topics) htmx.trigger(element, `live:${topic}`, {});
  const address = element.dataset.liveUrl;
  if (!address) return;
  asked.set(element, { address, swaps: swaps.get(element) ?? 0 });
  await htmx.ajax("get", address, { source: element, target: element, swap: "morph" });
}

// An answer that was asked for before the element came to show something else (a filter, a run put away) is late.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event as CustomEvent;
  const element = detail.target as HTMLElement;
  if (detail.requestConfig.elt !== element) {
    const isSameFetch = detail.requestConfig.path === element.dataset.liveUrl; // the panel's first: it changed nothing
    if (detail.shouldSwap && !isSameFetch) swaps.set(element, (swaps.get(element) ?? 0) + 1);
    return;
  }
  const known = asked.get(element);
  if (!known || detail.requestConfig.path !== known.address) return;
  if (known.address === element.dataset.liveUrl && known.swaps === (swaps.get(element) ?? 0)) return;
  detail.shouldSwap = false;
  changed(element, topicsOf(element));
});

function changed(element: HTMLElement, topics: string[]): void {
  let refresher = refreshers.get(element);
  if (!refresher) {
    const pause = Number(element.dataset.livePause) || undefined; // of what takes the desk longer to make
    refresher = new Refresher((all) => refetch(element, all), () => element.isConnected, pause);
    refreshers.set(element, refresher);
  }
  refresher.ask(topics);
}

const AGAIN_MS = 1_000; // then ever later
const LATEST_MS = 30_000;
const failures = new WeakMap<Element, number>();

function again(event: Event): void {
  const { elt, xhr } = (event as CustomEvent<{ elt: HTMLElement; xhr: XMLHttpRequest }>).detail;
  const isForNow = xhr.status === 0 || xhr.status === 429 || xhr.status >= 500;
  if (!isOwnFetch(event) || !isForNow) return;
  const number = failures.get(elt) ?? 0;
  failures.set(elt, number + 1);
  const pause = Math.min(LATEST_MS, AGAIN_MS * 2 ** number) * (0.5 + Math.random() / 2);
  setTimeout(() => socket.isReady && elt.isConnected && changed(elt, topicsOf(elt)), pause); // else "ready" asks
}

for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, again);
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = (event as CustomEvent<{ elt: Element; successful?: boolean }>).detail;
  if (successful) failures.delete(elt);
});

const BUSY = "queue"; // it rings all the time: a tab that nobody sees fetches it when it is looked at again
let hasMissed = false;

document.addEventListener("visibilitychange", () => {
  if (document.hidden || !hasMissed) return;
  hasMissed = false;
  heard(BUSY);
});

// A form [data-leaves] takes what the page shows away: until its answer leads elsewhere nothing of it is asked for again.
let isLeaving = false;

function leaves(event: Event): boolean {
  return ((event as CustomEvent).detail.elt as Element).matches("[data-leaves]");
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (leaves(event)) isLeaving = true;
});
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (!leaves(event)) return;
    isLeaving = false; // it stayed: what was missed meanwhile is fetched
    for (const element of shown()) changed(element, topicsOf(element));
  });
}

function heard(topic: string): void {
  if (isLeaving) return;
  if (topic === BUSY && document.hidden) return void (hasMissed = true);
  for (const element of shown()) if (topicsOf(element).includes(topic)) changed(element, [topic]);
}

function ready(): void {
  followed.clear();
  follow();
  for (const element of shown()) changed(element, topicsOf(element));
  document.dispatchEvent(new CustomEvent("live:ready"));
}

function receive(text: string): void {
  if (text === "ready") return ready();
  const space = text.indexOf(" ");
  if (space < 0) return heard(text);
  const detail = { topic: text.slice(0, space), data: JSON.parse(text.slice(space + 1)) };
  document.dispatchEvent(new CustomEvent("live:signal", { detail }));
}

function showConnection(isUp: boolean): void {
  const line = document.querySelector<HTMLElement>("[data-offline]");
  if (line) line.hidden = isUp;
  document.documentElement.toggleAttribute("data-is-offline", !isUp);
}

if (document.body.hasAttribute("data-console")) {
  socket.open({ receive, showConnection });
  let waits = false;
  new MutationObserver(() => {
    if (waits) return;
    waits = true;
    queueMicrotask(() => {
      waits = false;
      if (socket.isReady) follow();
    });
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-live"] });
}
