/* The contact form within a shop's page: `<script src="https://desk/form.js" data-key="…"></script>` where it should stand.

It puts a frame of the desk's own origin in its own place, in the language of the page, and keeps it as high as the form. It
hears no other window, and the frame tells nothing but its height. */

const script = document.currentScript as HTMLScriptElement | null;

function place(script: HTMLScriptElement, key: string): void {
  const desk = new URL(script.src).origin;
  const frame = document.createElement("iframe");
  const asked = new URLSearchParams({ embedded: "1", from: location.origin, lang: document.documentElement.lang, page: location.origin + location.pathname });
  frame.src = `${desk}/contact/${key}/?${asked}`;
  frame.title = script.dataset.title || "Contact";
  // the page's own colour scheme is inherited: where the form has the same, the page shows through
  frame.style.cssText = "display:block;width:100%;height:720px;border:0";
  let isFirst = true;
  addEventListener("message", (event: MessageEvent) => {
    if (event.origin !== desk || event.source !== frame.contentWindow) return;
    const { shopbell, height } = Object(event.data) as { shopbell?: string; height?: number };
    if (shopbell === "height" && Number.isFinite(height)) frame.style.height = `${height}px`;
    if (shopbell === "top") {
      if (!isFirst) frame.scrollIntoView({ block: "start" });
      isFirst = false;
    }
  });
  script.after(frame);
}

if (script?.dataset.key) place(script, script.dataset.key);

export {};
