// Push messages in the profile: whether this browser takes them, and switching them on here.

export {};

const token = (): string => document.querySelector<HTMLMetaElement>("meta[name=csrf]")?.content ?? "";
const box = document.querySelector<HTMLElement>("[data-push]");

function show(state: "unsupported" | "denied" | "off" | "on" | "failed"): void {
  for (const each of box!.querySelectorAll<HTMLElement>("[data-state]")) {
    each.hidden = each.dataset.state !== state && !(state === "failed" && each.dataset.state === "off");
  }
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));

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

async function subscribe(): Promise<void> {
  const worker = await navigator.serviceWorker.register(box!.dataset.worker!, { scope: "/desk/" });
  const before = await worker.pushManager.getSubscription();
  if (before && !isOurs(before)) await before.unsubscribe();
  const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(box!.dataset.key!) });
  const { endpoint, keys } = subscription.toJSON();
  const body = new URLSearchParams({ endpoint: endpoint ?? "", p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" });
  const answer = await fetch(box!.dataset.url!, { method: "POST", headers: { "X-CSRFToken": token() }, body });
  if (!answer.ok) throw new Error(String(answer.status));
}

async function start(): Promise<void> {
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return show("unsupported");
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
    await subscribe();
    location.reload();
  } catch {
    show("failed");
  } finally {
    button.disabled = false;
  }
});

if (box) void start();
