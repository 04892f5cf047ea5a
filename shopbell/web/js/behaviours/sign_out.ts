// Signing out takes this browser off the push messages too: whoever uses it next must not read them. The desk forgets
// the device with the next message, for which the push service says that it is gone.

const PATIENCE_MS = 2_000;

async function leave(): Promise<void> {
  const worker = await navigator.serviceWorker.getRegistration("/desk/");
  const subscription = await worker?.pushManager?.getSubscription();
  await subscription?.unsubscribe();
}

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  const address = form.getAttribute("action") ?? ""; // form.action may be a control of that name
  if (new URL(address, location.href).pathname !== "/accounts/logout/" || !("serviceWorker" in navigator)) return;
  event.preventDefault();
  const patience = new Promise((done) => setTimeout(done, PATIENCE_MS));
  void Promise.race([leave().catch(() => undefined), patience]).then(() => form.submit());
});

export {};
