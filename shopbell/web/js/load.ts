// A script of the desk's own that a page fetches when it is first needed.

const loading = new Map<string, Promise<void>>();

/** Fetch and run the script at `address`, once. Rejects when it cannot be fetched; asked again it tries again. */
export function load(address: string): Promise<void> {
  const known = loading.get(address);
  if (known) return known;
  const fresh = new Promise<void>((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve();
    script.onerror = () => {
      loading.delete(address);
      script.remove();
      reject(new Error("offline"));
    };
    document.head.append(script);
  });
  loading.set(address, fresh);
  return fresh;
}
