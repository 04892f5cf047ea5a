// The frame of a mail is as high as the mail, and fetches remote pictures only when asked to.

import { behave } from "../behave";

function fit(frame: HTMLIFrameElement): void {
  const page = frame.contentDocument;
  if (!page?.body) return;
  const height = () => {
    const wanted = Math.ceil(page.documentElement.getBoundingClientRect().height);
    if (wanted) frame.style.height = `${wanted}px`;
  };
  height();
  new ResizeObserver(height).observe(page.documentElement);
  for (const picture of page.images) picture.addEventListener("load", height);
}

behave("[data-mail-frame]", (element) => {
  const frame = element as HTMLIFrameElement;
  frame.addEventListener("load", () => fit(frame));
  if (frame.contentDocument?.readyState === "complete" && frame.contentDocument.body?.childNodes.length) fit(frame);
});

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-show-pictures]");
  const frame = button && (document.getElementById(button.dataset.showPictures!) as HTMLIFrameElement | null);
  if (!frame) return;
  const address = new URL(frame.src);
  address.searchParams.set("pictures", "1");
  frame.src = address.href;
  button.closest("p")?.remove();
});
