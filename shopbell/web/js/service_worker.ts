// Shows push messages while no page of the desk is before the person's eyes, and leads to the ticket when one is
// tapped. When the browser changes the address for them by itself, it tells the desk. It keeps nothing and answers no
// requests of pages.

import { subscribe, tell } from "./subscription";

const RENEWAL = "/desk/profile/notifications/devices/renewal/";

interface Told {
  title: string;
  body: string;
  address: string;
  tag: string;
  lang: string;
  dir: "ltr" | "rtl";
}

interface Window {
  url: string;
  focused: boolean;
  visibilityState: string;
  focus(): Promise<Window>;
  navigate(address: string): Promise<Window | null>;
}

interface Change {
  oldSubscription?: PushSubscription | null;
  newSubscription?: PushSubscription | null;
}

interface Waits extends Event {
  waitUntil(work: Promise<unknown>): void;
}

const worker = self as unknown as {
  addEventListener(name: string, run: (event: never) => void): void;
  skipWaiting(): Promise<void>;
  registration: { pushManager: PushManager; showNotification(title: string, options: object): Promise<void> };
  clients: { claim(): Promise<void>; matchAll(options: object): Promise<Window[]>; openWindow(address: string): Promise<unknown> };
};

const windows = (): Promise<Window[]> => worker.clients.matchAll({ type: "window", includeUncontrolled: true });

async function show(told: Told): Promise<void> {
  const isWatched = (await windows()).some((each) => each.focused && each.visibilityState === "visible");
  if (isWatched && told.tag !== "test") return; // the bell in that window says it
  const { title, body, tag, lang, dir, address } = told;
  await worker.registration.showNotification(title, { body, tag, lang, dir, renotify: true, icon: "/static/shopbell/app-192.png", data: { address } });
}

async function lead(address: string): Promise<void> {
  const open = (await windows()).find((each) => new URL(each.url).pathname.startsWith("/desk/"));
  if (!open) return void (await worker.clients.openWindow(address));
  await open.focus();
  await open.navigate(address).catch(() => worker.clients.openWindow(address)); // one that is not ours to steer
}

/** Take push messages at a new address in place of the old. Whoever is signed out is told nothing, and can do nothing. */
async function renew({ oldSubscription, newSubscription }: Change): Promise<void> {
  const answer = await fetch(RENEWAL);
  if (!answer.ok || answer.redirected) return; // to the sign-in
  const { key, token } = (await answer.json()) as { key: string; token: string };
  const subscription = newSubscription ?? (await subscribe(worker.registration.pushManager, key));
  await tell(RENEWAL, token, subscription, { before: oldSubscription?.endpoint ?? "" });
}

worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("activate", (event: Waits) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("push", (event: Waits & { data: { json(): Told } | null }) => {
  if (event.data) event.waitUntil(show(event.data.json()));
});
worker.addEventListener("pushsubscriptionchange", (event: Waits & Change) => event.waitUntil(renew(event)));
worker.addEventListener("notificationclick", (event: Waits & { notification: { close(): void; data: { address: string } } }) => {
  event.notification.close();
  event.waitUntil(lead(event.notification.data.address));
});
