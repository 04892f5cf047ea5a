// <button data-copy="words">, data-copy-link="/desk/…/" for an address of this desk, or data-copy-from="#id" for what
// an element holds; says so for a moment.

import { toast } from "../toast";
import { t } from "../words";

document.addEventListener("click", async (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-copy], [data-copy-link], [data-copy-from]");
  if (!button) return;
  const source = button.dataset.copyFrom ? document.querySelector<HTMLElement>(button.dataset.copyFrom) : null;
  const link = button.dataset.copyLink && new URL(button.dataset.copyLink, location.href).href;
  const text = button.dataset.copy ?? link ?? (source instanceof HTMLTextAreaElement || source instanceof HTMLInputElement ? source.value : source?.innerText) ?? "";
  try {
    await navigator.clipboard.writeText(text);
    toast(t("Copied"), { seconds: 2 });
  } catch {
    toast(text, { seconds: 20 }); // no clipboard without HTTPS: let them select it
  }
});
