// A browser's subscription to push messages: asked for with the desk's key, and told to the desk. For pages and the
// service worker.

/** The bytes of a base64url text. */
export const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));

export const subscribe = (manager: PushManager, key: string): Promise<PushSubscription> =>
  manager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });

/** Tell the desk at `url`. Throws when it says no. */
export async function tell(url: string, token: string, subscription: PushSubscription, more: Record<string, string> = {}): Promise<void> {
  const { endpoint, keys } = subscription.toJSON();
  const body = new URLSearchParams({ endpoint: endpoint ?? "", p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "", ...more });
  const answer = await fetch(url, { method: "POST", headers: { "X-CSRFToken": token }, body });
  if (!answer.ok) throw new Error(String(answer.status));
}
