// A text box of a settings page that can be formatted: the composer's editor in its place. The box goes on holding the
// words, so previews and drafts hear of them; a hidden field beside it holds them with their formats.

import { behave } from "../behave";
import { asHtml, RichEditor } from "../console/rich_editor";

behave("textarea[data-rich-field]", (element) => {
  const area = element as HTMLTextAreaElement;
  const form = area.form!;
  const kept = form.querySelector<HTMLInputElement>("[data-rich-html]")!;
  const changed = (): void => {
    area.value = rich.text;
    kept.value = rich.html;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const rich = new RichEditor(form, area, { changed, file: () => {}, picture: () => Promise.resolve(null) });
  const turnOn = async (): Promise<void> => {
    try {
      await rich.turnOn(() => kept.value || asHtml(area.value));
      kept.disabled = false;
    } catch {
      // a text box it stays, and what was formatted is kept while nobody changes it
    }
  };
  void turnOn();
});

/** The picture that was chosen in a form and is not sent yet, where a preview shows it. */
behave("img[data-picture-of]", (element) => {
  const image = element as HTMLImageElement;
  const input = document.getElementById(image.dataset.pictureOf!) as HTMLInputElement | null;
  const file = input?.files?.[0];
  if (!file?.type.startsWith("image/")) return;
  image.src = URL.createObjectURL(file);
  image.hidden = false;
  image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
});
