// Push messages in the profile: whether this browser takes them, and switching them on here.

import { bytes, subscribe, tell } from "./subscription";

const token = (): string => document.querySelector<HTMLMetaElement>("meta[name=csrf]")?.content ?? "";
const box = document.querySelector<HTMLElement>("[data-push]");

function show(state: "unsupported" | "install" | "denied" | "off" | "on" | "failed"): void {
  for (const each of box!.querySelectorAll<HTMLElement>("[data-state]")) {
    each.hidden = each.dataset.state !== state && !(state === "failed" && each.dataset.state === "off");
  }
}

async function known(): Promise<PushSubscription | null> {
  const worker = await navigator.serviceWorker.getRegistration(box!.dataset.worker);
  return (await worker?.pushManager.getSubscription()) ?? null;
}

/** Whether `subscription` is to the desk's key of now: after a restore without the key it is not. */
function isOurs(subscription: PushSubscription): boolean {
  const key = subscription.options?.applicationServerKey;
  return !key || bytes(box!.dataset.key!).every((each, at) => each === new Uint8Array(key)[at]);
}

/** Whether the desk knows `subscription`, by the hash of its address. */
async function isKnown(subscription: PushSubscription): Promise<boolean> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(subscription.toJSON().endpoint)));
  const fingerprint = [...hash].map((each) => each.toString(16).padStart(2, "0")).join("");
  return box!.querySelector(`[data-device="${fingerprint}"]`) !== null;
}

async function switchOn(): Promise<void> {
  const worker = await navigator.serviceWorker.register(box!.dataset.worker!, { scope: "/desk/" });
  const before = await worker.pushManager.getSubscription();
  if (before && !isOurs(before)) await before.unsubscribe();
  await tell(box!.dataset.url!, token(), await subscribe(worker.pushManager, box!.dataset.key!));
}

/** Whether this is Safari on an iPhone or iPad, which has push messages only for what was put on the home screen. */
const wantsInstalling = (): boolean => (navigator as { standalone?: boolean }).standalone === false;

async function start(): Promise<void> {
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return show(wantsInstalling() ? "install" : "unsupported");
  if (Notification.permission === "denied") return show("denied");
  const subscription = await known();
  show(subscription && isOurs(subscription) && (await isKnown(subscription)) ? "on" : "off");
}

box?.addEventListener("click", async (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>("[data-push-on]");
  if (!button) return;
  button.disabled = true;
  try {
    if ((await Notification.requestPermission()) !== "granted") return show("denied");
    await switchOn();
    location.reload();
  } catch {
    show("failed");
  } finally {
    button.disabled = false;
  }
});

if (box) void start();
