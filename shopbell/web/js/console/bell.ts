// The bell of the rail: its count also stands in the title of the window; what it opens is fetched anew each time; what
// is told of the ticket before the agent's eyes is read; and what is new is heard once, in one window.

import { behave } from "../behave";
import { htmx, token } from "../htmx";
import { load } from "../load";

interface Sound {
  id: number;
  tone: string;
  ticket: number;
}

const HEARD = "shopbell-heard"; // the newest notification that was heard, for all windows
const NARROW = "(width < 720px)";

const bell = (): HTMLElement | null => document.querySelector("[data-bell]");
const panel = (): HTMLElement | null => document.querySelector("#bell-panel");

// --- the count ------------------------------------------------------------------------------------

let before = -1;

/** Screen readers hear that there is more than before, but not what was there when the page came. */
function say(count: number): void {
  const status = document.querySelector<HTMLElement>("[data-bell-status]");
  // the same number again, by another refetch, takes nothing out of a mouth that is still speaking
  if (status && count !== before) status.textContent = before >= 0 && count > before ? (bell()?.getAttribute("aria-label") ?? "") : "";
  before = count;
}

function showCount(): void {
  const count = Number(bell()?.dataset.bell ?? 0);
  const plain = document.title.replace(/^\(\d+\+?\) /, "");
  const wanted = count ? `(${count > 99 ? "99+" : count}) ${plain}` : plain;
  if (document.title !== wanted) document.title = wanted;
}

// --- the panel ------------------------------------------------------------------------------------

async function open(box: HTMLElement): Promise<void> {
  await htmx.ajax("get", bell()!.getAttribute("href")!, { target: box, swap: "innerHTML" });
  if (!box.childElementCount) return location.assign(bell()!.getAttribute("href")!);
  box.showPopover();
  (box.querySelector<HTMLElement>(".notices-title a") ?? box.querySelector<HTMLElement>("a"))?.focus();
}

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLElement>("[data-bell]");
  const box = panel();
  if (!link || !box || event.ctrlKey || event.metaKey || event.shiftKey || matchMedia(NARROW).matches) return;
  if (document.querySelector("#content #notices")) return; // it is the page already
  event.preventDefault();
  if (box.matches(":popover-open")) box.hidePopover();
  else void open(box);
});

behave("#bell-panel", (box) => {
  box.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState === "closed") box.replaceChildren();
  });
});

// --- reading --------------------------------------------------------------------------------------

let told = "";

function readOpenTicket(): void {
  const link = bell();
  const open = document.querySelector<HTMLElement>("#ticket")?.dataset.ticket ?? "";
  if (!link || !open || document.visibilityState !== "visible") return;
  const unread = (link.dataset.tickets ?? "").split(" ");
  if (!unread.includes(open)) return void (told = "");
  if (told === open) return;
  told = open;
  const body = new URLSearchParams({ ticket: open, quietly: "1" });
  void fetch(link.dataset.readUrl!, { method: "POST", headers: { "X-CSRFToken": token() }, body, keepalive: true }).then(
    () => (told = ""),
    () => (told = ""),
  );
}

// --- sounds ---------------------------------------------------------------------------------------

/** Whether this window is the one that plays `id`: the first to say so. */
async function claim(id: number): Promise<boolean> {
  const take = (): boolean => {
    if (Number(localStorage.getItem(HEARD) ?? 0) >= id) return false;
    localStorage.setItem(HEARD, String(id));
    return true;
  };
  return navigator.locks ? navigator.locks.request(HEARD, take) : take();
}

async function play(link: HTMLElement): Promise<void> {
  const newest = (JSON.parse(link.dataset.sounds || "[]") as Sound[])[0];
  if (!newest || !(await claim(newest.id))) return;
  await load(link.dataset.soundScript!);
  document.dispatchEvent(new CustomEvent("bell:sound", { detail: newest.tone }));
}

// --- whenever it may have changed -------------------------------------------------------------------

function refresh(): void {
  const link = bell();
  showCount();
  readOpenTicket();
  if (link) void play(link).catch(() => undefined);
}

behave("[data-bell]", (link) => {
  showCount();
  new MutationObserver(refresh).observe(link, { attributes: true, attributeFilter: ["data-bell", "data-tickets", "data-sounds"] });
});

new MutationObserver(showCount).observe(document.head, { childList: true, subtree: true, characterData: true });
document.addEventListener("htmx:afterSettle", (event) => {
  readOpenTicket();
  if ((event.target as Element).id === "bell") say(Number(bell()?.dataset.bell ?? 0));
});
document.addEventListener("visibilitychange", readOpenTicket);
