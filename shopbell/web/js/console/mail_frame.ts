// The frame of a mail is as high as the mail. One that is wider than the screen is drawn smaller, as a whole, so that
// nothing has to be pushed from side to side; one that is much wider gives up its fixed widths, so that it can be read. Nothing in it runs: all that happens is done from here.

import { behave } from "../behave";

const READABLE = 0.75; // where a mail would have to be smaller than that, its boxes give up their widths first
const SMALLEST = 0.5; // what would have to be smaller still is scrolled sideways
const TRIES = 10;
const LONG_WORD = /\S{25}/u;
const PIECE_OF_LONG_WORD = /(\S{12})(?=\S{12})/u;
const BUSY = 503; // fetching other pictures

/** A frame begins as high as it was the last time, so that what stands below it stays where it is. */
const heights = new Map<string, number>(Object.entries(kept()));

function kept(): Record<string, number> {
  try {
    return JSON.parse(sessionStorage.getItem("mail-heights") ?? "{}") as Record<string, number>;
  } catch {
    return {};
  }
}

const keyOf = (frame: HTMLIFrameElement) => `${frame.getAttribute("src")} ${frame.clientWidth}`;

function setHeight(frame: HTMLIFrameElement, height: number): void {
  frame.style.height = `${height}px`;
  heights.set(keyOf(frame), height);
}

addEventListener("pagehide", () => {
  try {
    sessionStorage.setItem("mail-heights", JSON.stringify(Object.fromEntries([...heights].slice(-300))));
  } catch {
    // a browser that keeps nothing: the frames grow once more
  }
});

const widthOf = (page: Document) => Math.max(page.body.scrollWidth, page.documentElement.scrollWidth);

/**
 * In a narrow table words stay whole, or "Thursday" would stand there in three lines; but an address of the web in a cell
 * would make the whole mail as wide as it is long. So what is longer than a word may end its line anywhere.
 */
function partLongWords(page: Document): void {
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  const long: Text[] = [];
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    if (LONG_WORD.test(text.data) && text.parentElement?.closest("td, th")) long.push(text);
  }
  for (const text of long) {
    const pieces = text.data.split(PIECE_OF_LONG_WORD).filter(Boolean);
    text.replaceWith(...pieces.flatMap((piece, place) => (place ? [page.createElement("wbr"), piece] : [piece])));
  }
}

function fit(frame: HTMLIFrameElement): void {
  const page = frame.contentDocument;
  if (!page?.body) return;
  const { body, documentElement: root } = page;
  let wide = 0;
  const measure = () => {
    const room = frame.clientWidth;
    if (room && room !== wide) {
      wide = room;
      body.style.zoom = "";
      root.classList.remove("narrow");
      let wanted = widthOf(page);
      if (room / wanted < READABLE) {
        root.classList.add("narrow");
        partLongWords(page);
        wanted = widthOf(page);
      }
      if (wanted > room + 1) body.style.zoom = String(Math.max(SMALLEST, Math.floor((room / wanted) * 1000) / 1000));
    }
    const height = Math.ceil(root.getBoundingClientRect().height);
    if (height) setHeight(frame, height);
  };
  const again = () => {
    wide = 0;
    measure();
  };
  measure();
  new ResizeObserver(measure).observe(root);
  new ResizeObserver(measure).observe(frame);
  for (const picture of page.images) {
    picture.addEventListener("load", again);
    askAgain(picture, again);
  }
}

/** A box of the size that the mail states, with the words for the picture. */
function standIn(picture: HTMLImageElement): HTMLElement {
  const box = picture.ownerDocument.createElement("span");
  box.className = "missing";
  box.textContent = picture.alt;
  if (picture.alt) [box.role, box.ariaLabel] = ["img", picture.alt];
  for (const side of ["width", "height"] as const) {
    const stated = picture.style[side] || picture.getAttribute(side) || "";
    box.style[side] = /^\d+$/.test(stated) ? `${stated}px` : stated;
  }
  return box;
}

/**
 * The desk fetches few pictures at once; one that it had no room for is asked for again a moment later. One that is not
 * to be had leaves a calm box of its size with its words.
 */
function askAgain(picture: HTMLImageElement, then: () => void): void {
  let tries = 0;
  const failed = async () => {
    if (!picture.src) return;
    const answer = await fetch(picture.src).catch(() => null);
    if (answer && answer.status !== BUSY && !answer.ok) tries = TRIES;
    if (++tries > TRIES) {
      picture.replaceWith(standIn(picture));
      return then();
    }
    const address = new URL(picture.src);
    address.searchParams.set("again", String(tries));
    setTimeout(() => (picture.src = address.href), 400 * tries);
  };
  picture.addEventListener("error", () => void failed());
  if (picture.complete && picture.src && !picture.naturalWidth) void failed(); // before anybody listened
}

/** The page is as light or dark as the desk, unless it is shown as sent, or can only be. */
function dye(frame: HTMLIFrameElement): void {
  const root = frame.contentDocument?.documentElement;
  if (!root || root.classList.contains("as-sent")) return;
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const button = document.querySelector<HTMLElement>(`[data-as-sent="${frame.dataset.mailFrame}"]`);
  const isAsSent = button?.getAttribute("aria-pressed") === "true";
  root.style.colorScheme = isAsSent ? "light" : scheme;
  root.style.background = isAsSent ? "#fff" : "";
  if (button && root.hasAttribute("data-dyed")) button.hidden = scheme !== "dark";
}

/** Where the link leads that is pointed at or holds the focus, at the foot of the window. */
function tell(frame: HTMLIFrameElement): void {
  const page = frame.contentDocument!;
  const line = document.getElementById("link-target") ?? document.createElement("div");
  const say = (event: Event) => {
    const words = (event.target as Element | null)?.closest?.("a[title]")?.getAttribute("title") ?? "";
    line.textContent = words;
    line.hidden = !words;
  };
  line.id = "link-target";
  line.className = "link-target";
  line.dir = "auto";
  line.ariaHidden = "true"; // the link has it as its description
  line.hidden = true;
  document.body.append(line);
  for (const kind of ["mouseover", "focusin"]) page.addEventListener(kind, say);
  for (const kind of ["mouseleave", "focusout"]) page.addEventListener(kind, () => (line.hidden = true));
}

/** Who clicked into a mail still has the desk's keys; those that scroll and lead on stay the page's. */
function lendKeys(frame: HTMLIFrameElement): void {
  frame.contentDocument!.addEventListener("keydown", (event) => {
    if ([...event.key].length > 1 && event.key !== "Escape") return;
    if (event.key === " " || (event.key.toLowerCase() === "c" && (event.ctrlKey || event.metaKey))) return;
    if (!frame.dispatchEvent(new KeyboardEvent("keydown", event))) event.preventDefault();
  });
}

function start(frame: HTMLIFrameElement): void {
  fit(frame);
  dye(frame);
  if (!frame.contentDocument) return;
  tell(frame);
  lendKeys(frame);
}

behave("[data-mail-frame]", (element) => {
  const frame = element as HTMLIFrameElement;
  const height = heights.get(keyOf(frame));
  if (height) frame.style.height = `${height}px`;
  frame.addEventListener("load", () => start(frame));
  if (frame.contentDocument?.readyState === "complete" && frame.contentDocument.body?.childNodes.length) start(frame);
});

function framesOf(message: string): NodeListOf<HTMLIFrameElement> {
  return document.querySelectorAll<HTMLIFrameElement>(`[data-mail-frame="${message}"]`);
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const frame of document.querySelectorAll<HTMLIFrameElement>("[data-mail-frame]")) dye(frame);
});

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-as-sent]");
  if (!button) return;
  button.ariaPressed = button.ariaPressed === "true" ? "false" : "true";
  for (const frame of framesOf(button.dataset.asSent!)) dye(frame);
});

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-show-pictures]");
  if (!button) return;
  for (const frame of framesOf(button.dataset.showPictures!)) {
    const address = new URL(frame.src);
    address.searchParams.set("pictures", "1");
    frame.src = address.href;
  }
  const line = button.closest("p");
  if (line) line.hidden = true; // and kept by a morph, which would bring back one that is gone
});
