/* The loader: what a shop's page carries, `<script async src="https://desk/widget.js" data-key="…"></script>`.

It draws the launcher and, when somebody wants it (or had a conversation before), a frame of the desk's
own origin. It moves nothing on the page: all of it floats, in a shadow root that the page's styles do
not reach. It speaks only with its own frame, and names the frame's origin when it does. A page that the
inbox does not allow gets no launcher at all. */

interface Look {
  accent: string;
  ink: string;
  position: string;
  words: { open: string; close: string; unread: string; title: string };
}

type Said = { shopbell?: string; count?: number; name?: string; value?: string | null };
type Person = { name?: string; email?: string };

const script = document.currentScript as HTMLScriptElement | null;
const key = script?.dataset.key ?? "";
const desk = script ? new URL(script.src).origin : "";
const language = `lang=${encodeURIComponent(document.documentElement.lang)}`; // of the page around us
const flag = `shopbell-${key}`;

const style = `
:host { all: initial; position: fixed; z-index: 2147483000; inset-block-end: 0; color-scheme: light; }
button { position: fixed; inset-block-end: 20px; width: 56px; height: 56px; padding: 0; border: 0; border-radius: 50%;
  background: var(--accent); color: var(--on); cursor: pointer; box-shadow: 0 2px 6px rgb(0 0 0 / .16), 0 8px 24px rgb(0 0 0 / .18); }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
.end button, .end iframe { inset-inline-end: 20px; } .start button, .start iframe { inset-inline-start: 20px; }
svg { display: block; width: 26px; height: 26px; margin: auto; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
b { position: absolute; inset-block-start: -4px; inset-inline-end: -4px; min-width: 22px; height: 22px; padding: 0 6px; box-sizing: border-box;
  border-radius: 11px; background: #b3261e; color: #fff; font: 700 13px/22px system-ui, sans-serif; }
b:empty { display: none; }
iframe { position: fixed; inset-block-end: 90px; width: 392px; height: min(680px, 100vh - 110px); border: 0; border-radius: 16px;
  background: transparent; box-shadow: 0 1px 2px rgb(0 0 0 / .1), 0 12px 40px rgb(0 0 0 / .22); visibility: hidden; opacity: 0; }
.open iframe { visibility: visible; opacity: 1; }
@media (prefers-reduced-motion: no-preference) { iframe { transform: translateY(8px); transition: opacity .14s, transform .14s; } .open iframe { transform: none; } }
@media (max-width: 480px), (max-height: 480px) { iframe { inset: 0 !important; width: 100%; height: 100%; height: 100dvh; border-radius: 0; } .open button { display: none; } }
`;

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

function remembered(): boolean {
  try {
    return localStorage.getItem(flag) === "1";
  } catch {
    return false;
  }
}

/** Keep `value` for the frame under a name of ours, or (null) forget it. Without a name: there is a conversation. */
function keep(name = "", value: string | null = "1"): void {
  try {
    if (value === null) localStorage.removeItem(flag + name);
    else localStorage.setItem(flag + name, value);
  } catch {
    /* the page may keep nothing: the frame then comes with the first click */
  }
}

/** What was kept for the frame, where the browser lets a foreign frame keep nothing itself. */
function kept(): Record<string, string> {
  try {
    const own = Object.entries(localStorage).filter(([name]) => name.startsWith(`${flag}:`));
    return Object.fromEntries(own.map(([name, value]) => [name.slice(flag.length + 1), value]));
  } catch {
    return {};
  }
}

class Launcher {
  private readonly host = document.createElement("shopbell-chat");
  private readonly box = document.createElement("div");
  private readonly button = document.createElement("button");
  private readonly badge = document.createElement("b");
  private frame: HTMLIFrameElement | null = null;
  private isReady = false;
  private isOpen = false;
  private person: Person = {};

  constructor(private readonly look: Look) {
    const root = this.host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    this.host.style.setProperty("--accent", look.accent);
    this.host.style.setProperty("--on", look.ink);
    this.button.type = "button";
    this.button.addEventListener("click", () => this.toggle());
    this.button.addEventListener("pointerenter", () => this.load(), { once: true });
    this.box.append(this.button);
    root.append(this.box);
    addEventListener("message", (event) => this.hear(event));
    this.show();
    document.body.append(this.host);
    if (remembered()) this.whenIdle(() => this.load());
  }

  toggle(isOpen = !this.isOpen): void {
    this.isOpen = isOpen;
    if (isOpen) this.load();
    this.show();
    this.tell(isOpen ? "opened" : "closed");
    if (isOpen) this.frame?.focus();
    else this.button.focus();
  }

  identify(person: Person): void {
    this.person = person;
    this.tell("identify");
  }

  private load(): void {
    if (this.frame) return;
    this.frame = document.createElement("iframe");
    this.frame.title = this.look.words.title;
    this.frame.allow = "clipboard-write";
    this.frame.src = `${desk}/chat/${key}/?from=${encodeURIComponent(location.origin)}&${language}`;
    this.box.prepend(this.frame);
  }

  private whenIdle(work: () => void): void {
    if ("requestIdleCallback" in window) requestIdleCallback(work, { timeout: 4000 });
    else setTimeout(work, 1500);
  }

  private hear(event: MessageEvent): void {
    if (!this.frame || event.origin !== desk || event.source !== this.frame.contentWindow) return;
    const { shopbell, count, name, value = null } = Object(event.data) as Said;
    if (shopbell === "close") this.toggle(false);
    else if (shopbell === "keep") keep(name && `:${name}`, name ? value : "1");
    else if (shopbell === "recall") this.frame.contentWindow?.postMessage({ shopbell: "recalled", kept: kept() }, desk);
    else if (shopbell === "unread") this.showUnread(Number(count) || 0);
    else if (shopbell === "ready") {
      this.isReady = true;
      this.tell(this.isOpen ? "opened" : "closed");
      this.tell("identify");
    }
  }

  private tell(what: string): void {
    if (!this.isReady) return;
    const { name, email } = this.person;
    this.frame?.contentWindow?.postMessage({ shopbell: what, name, email, page: location.origin + location.pathname }, desk);
  }

  private show(): void {
    this.box.className = `${this.look.position === "start" ? "start" : "end"}${this.isOpen ? " open" : ""}`;
    this.button.replaceChildren(draw(this.isOpen ? shapes.close : shapes.chat), this.badge);
    this.button.setAttribute("aria-expanded", String(this.isOpen));
    this.label();
  }

  private showUnread(count: number): void {
    this.badge.textContent = count ? String(Math.min(count, 99)) : "";
    this.label();
  }

  private label(): void {
    const { open, close, unread } = this.look.words;
    const count = this.badge.textContent;
    this.button.setAttribute("aria-label", this.isOpen ? close : count ? `${open}, ${count} ${unread}` : open);
  }
}

async function begin(): Promise<void> {
  const answer = await fetch(`${desk}/chat/${key}/look?${language}`, { credentials: "omit" });
  if (!answer.ok) return console.warn("Shopbell", await answer.text()); // the sentence of the desk
  const launcher = new Launcher((await answer.json()) as Look);
  Object.assign(window, {
    Shopbell: {
      open: () => launcher.toggle(true),
      close: () => launcher.toggle(false),
      identify: (person: Person) => launcher.identify(person),
    },
  });
}

if (key && !document.querySelector("shopbell-chat")) {
  const start = () => void begin().catch(console.warn);
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
}
