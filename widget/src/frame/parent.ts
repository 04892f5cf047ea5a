/* The shop's page around us. We speak with the one origin that the server let through, and with no other. */

import { parentOrigin } from "./page";

interface Told {
  shopbell?: string;
  name?: string;
  email?: string;
  page?: string;
  kept?: Record<string, string>;
}

export const isFramed = parentOrigin !== "" && window.parent !== window;

/** What the shop says of its customer and of the page; nobody has proved it. */
export const told = { name: "", email: "", page: "" };
export let isOpen = !isFramed;

export function tell(what: "ready" | "close" | "keep" | "unread" | "recall", more: object = {}): void {
  if (isFramed) window.parent.postMessage({ shopbell: what, ...more }, parentOrigin);
}

function isFromParent(event: MessageEvent): boolean {
  return event.origin === parentOrigin && event.source === window.parent;
}

/** What the shop's page keeps for us; nothing when it does not answer soon. */
export function recall(): Promise<Record<string, string>> {
  return new Promise((resolve) => {
    if (!isFramed) return resolve({});
    setTimeout(resolve, 1500, {});
    addEventListener("message", (event: MessageEvent) => {
      const { shopbell, kept } = Object(event.data) as Told;
      if (isFromParent(event) && shopbell === "recalled") resolve(kept ?? {});
    });
    tell("recall");
  });
}

export function listen(changed: () => void): void {
  if (!isFramed) return;
  addEventListener("message", (event: MessageEvent) => {
    if (!isFromParent(event)) return;
    const data = Object(event.data) as Told;
    told.page = String(data.page ?? told.page);
    if (data.shopbell === "identify") {
      told.name = String(data.name ?? "");
      told.email = String(data.email ?? "");
    }
    if (data.shopbell === "opened") isOpen = true;
    if (data.shopbell === "closed") isOpen = false;
    changed();
  });
}
