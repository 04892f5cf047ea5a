/* The shop's page around us. We speak with the one origin that the server let through, and with no other. */

import { parentOrigin } from "./page";

interface Told {
  shopbell?: string;
  name?: string;
  email?: string;
  page?: string;
  kept?: Record<string, string>;
  keyed?: boolean;
}

export const isFramed = parentOrigin !== "" && window.parent !== window;

/** What the shop says of its customer and of the page; nobody has proved it. */
export const told = { name: "", email: "", page: "" };
export let isOpen = !isFramed;
export let isKeyed: boolean | undefined; // opened by the keyboard

export function tell(what: "ready" | "close" | "keep" | "unread" | "recall" | "visited", more: object = {}): void {
  if (isFramed) window.parent.postMessage({ shopbell: what, ...more }, parentOrigin);
}

let recalled: (kept: Record<string, string>) => void;

/** What the shop's page keeps for us; nothing when it does not answer soon. */
export function recall(): Promise<Record<string, string>> {
  return new Promise((resolve) => {
    recalled = resolve;
    setTimeout(resolve, isFramed ? 1500 : 0, {});
    tell("recall");
  });
}

/** Hear the shop's page from now on, and call `changed` after each word of its; `visited` with what its shopper looked at. */
export function listen(changed: () => void, visited: (said: object) => void): void {
  addEventListener("message", ({ origin, source, data }: MessageEvent) => {
    if (!isFramed || origin !== parentOrigin || source !== window.parent) return;
    const { shopbell, name, email, page, kept, keyed } = Object(data) as Told;
    told.page = String(page ?? told.page);
    isKeyed ||= keyed;
    if (shopbell === "identify") {
      told.name = String(name ?? "");
      told.email = String(email ?? "");
    }
    if (shopbell === "opened") isOpen = true;
    if (shopbell === "closed") isOpen = false;
    if (shopbell === "visits") visited(data as object);
    if (shopbell === "recalled") recalled?.(kept ?? {});
    changed();
  });
}
