/* The loader: what a shop's page carries, `<script async src="https://desk/widget.js" data-key="…"></script>`.

It draws the launcher and, when somebody wants it (or had a conversation before), a frame of the desk's
own origin. It moves nothing on the page: all of it floats, in a shadow root that the page's styles do
not reach. It speaks only with its own frame, and names the frame's origin when it does. A page that the
inbox does not allow gets no launcher at all. */

import style from "./loader.css?text";

interface Look {
  accent: string;
  ink: string;
  position: string;
  words: { open: string; close: string; unread: string; title: string };
}

type Said = { shopbell?: string; count?: number; name?: string; value?: string | null; consent?: boolean };
type Person = { name?: string; email?: string };

const script = document.currentScript as HTMLScriptElement | null;
const key = script?.dataset.key ?? "";
const desk = script ? new URL(script.src).origin : "";
const language = `lang=${encodeURIComponent(document.documentElement.lang)}`; // of the page around us
const flag = `shopbell-${key}`;

const shapes = { chat: "M4 5h16v11H9l-5 4z", close: "M6 9l6 6 6-6" };

function draw(shape: string): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", shape);
  svg.append(path);
  return svg;
}

/** What `work` makes of the page's storage; nothing where the page may keep nothing. The frame then comes with the first click. */
function withStorage<Result>(work: (storage: Storage) => Result, isOfTab = false): Result | undefined {
  try {
    return work(isOfTab ? sessionStorage : localStorage);
  } catch {
    return undefined;
  }
}

/** Keep `value` for the frame under a name of ours, or (null) forget it. Without a name: there is a conversation. */
function keep(name = "", value: string | null = "1"): void {
  withStorage((storage) => (value === null ? storage.removeItem(flag + name) : storage.setItem(flag + name, value)));
}

/** Keep whether it is open in this tab: who goes to the next page, or loads this one anew, finds it as they left it. */
function keepOpen(): void {
  withStorage((storage) => (isOpen ? storage.setItem(flag, "1") : storage.removeItem(flag)), true);
}

const wasOpen = (): unknown => item() && withStorage((storage) => storage.getItem(flag), true);

const item = (name = ""): string | null | undefined => withStorage((storage) => storage.getItem(flag + name));

/** What the shopper looked at and searched for: kept here, with their consent alone, until the desk has it. */
const visits = (): object[] => JSON.parse(item("-visits") || "[]") as object[];

function visit(words = new URLSearchParams(location.search).get("q")): void {
  if (item("-consent") !== "1") return;
  const { origin, pathname } = location;
  const here = { page: origin + pathname, title: document.title, words, at: Date.now() };
  keep("-visits", JSON.stringify([...visits(), here].slice(-50)));
  tellVisits();
}

/** They agree that we do so ("1"), or no longer: "0" until the desk has deleted what it had, then "-". */
function consent(isGiven: boolean): void {
  const now = item("-consent");
  if (isGiven && now !== "1") {
    keep("-consent");
    visit();
  } else if (!isGiven && now !== "-") {
    keep("-consent", "0");
    keep("-visits", null);
    tellVisits();
  }
}

/** The desk hears of it only from somebody who has written. */
function tellVisits(): void {
  const now = item("-consent");
  if (isReady && item() && "01".includes(now || "-")) post({ shopbell: "visits", consent: now === "1", visits: visits() });
}

/** What was kept for the frame, where the browser lets a foreign frame keep nothing itself. */
function kept(storage: Storage): Record<string, string> {
  const own = Object.entries(storage).filter(([name]) => name.startsWith(`${flag}:`));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(flag.length + 1), value]));
}

const host = document.createElement("shopbell-chat");
const box = document.createElement("div");
const button = document.createElement("button");
const badge = document.createElement("b");
let look: Look;
let frame: HTMLIFrameElement | undefined;
let isReady = false;
let isOpen = false;
let isKeyed = false; // by who uses the keyboard
let person: Person = {};

function launch(): void {
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];
  host.style.setProperty("--accent", look.accent);
  host.style.setProperty("--on", look.ink);
  button.addEventListener("click", () => toggle());
  button.addEventListener("pointerenter", load, { once: true });
  box.append(button);
  root.append(box);
  addEventListener("message", hear);
  show();
  document.body.append(host);
  if (wasOpen()) toggle(true, false);
  else if (item()) whenIdle(load);
  visit();
}

function toggle(wanted = !isOpen, takesFocus = true): void {
  isOpen = wanted;
  isKeyed = button.matches(":focus-visible");
  keepOpen();
  if (isOpen) load();
  show();
  tell();
  if (takesFocus) (isOpen ? frame! : button).focus();
}

function load(): void {
  if (frame) return;
  frame = document.createElement("iframe");
  frame.title = look.words.title;
  frame.allow = "clipboard-write";
  frame.src = `${desk}/chat/${key}/?from=${encodeURIComponent(location.origin)}&${language}`;
  box.prepend(frame);
}

function whenIdle(work: () => void): void {
  window.requestIdleCallback?.(work, { timeout: 4000 }) ?? setTimeout(work, 1500); // Safari has no idle moments
}

function hear(event: MessageEvent): void {
  if (!frame || event.origin !== desk || event.source !== frame.contentWindow) return;
  const { shopbell, count, name, value = null, consent } = Object(event.data) as Said;
  if (shopbell === "close") toggle(false);
  else if (shopbell === "keep") {
    keep(name && `:${name}`, name ? value : "1");
    if (!name) tellVisits();
  } else if (shopbell === "visited") {
    keep("-visits", JSON.stringify(visits().slice(count)));
    if (!consent) keep("-consent", "-");
  }
  else if (shopbell === "recall") post({ shopbell: "recalled", kept: withStorage(kept) });
  else if (shopbell === "unread") showUnread(Number(count) || 0);
  else if (shopbell === "ready") {
    isReady = true;
    tell();
    tell("identify");
  }
}

function tell(what = isOpen ? "opened" : "closed"): void {
  if (isReady) post({ shopbell: what, keyed: isKeyed, name: person.name, email: person.email, page: location.origin + location.pathname });
}

function post(said: object): void {
  frame!.contentWindow?.postMessage(said, desk);
}

function show(): void {
  box.className = `${look.position === "start" ? "start" : "end"}${isOpen ? " open" : ""}`;
  button.replaceChildren(draw(isOpen ? shapes.close : shapes.chat), badge);
  button.setAttribute("aria-expanded", String(isOpen));
  label();
}

function showUnread(count: number): void {
  badge.textContent = count ? String(Math.min(count, 99)) : "";
  label();
}

function label(): void {
  const { open, close, unread } = look.words;
  const count = badge.textContent;
  button.setAttribute("aria-label", isOpen ? close : count ? `${open}, ${count} ${unread}` : open);
}

async function begin(): Promise<void> {
  const answer = await fetch(`${desk}/chat/${key}/look?${language}`, { credentials: "omit" });
  if (!answer.ok) return console.warn("Shopbell", await answer.text()); // the sentence of the desk
  look = (await answer.json()) as Look;
  launch();
  Object.assign(window, {
    Shopbell: {
      open: () => toggle(true),
      close: () => toggle(false),
      consent,
      visit: () => visit(),
      search: visit,
      identify: (who: Person) => {
        person = who;
        tell("identify");
      },
    },
  });
}

if (key && !document.querySelector("shopbell-chat")) {
  const start = () => void begin().catch(console.warn);
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
}
