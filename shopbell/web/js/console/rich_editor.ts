// Formatted words: trix in the place of the text box, fetched when it is first wanted. Pictures that are pasted or
// dropped stand in the text; other files go beside it.

import { load } from "../load";
import type { Upload } from "./draft_words";

interface Attachment {
  file?: File;
  setAttributes(attributes: Record<string, string>): void;
  setUploadProgress(percent: number): void;
  remove(): void;
}

interface Trix extends HTMLElement {
  value: string;
  editor: {
    loadHTML(html: string): void;
    getDocument(): { toString(): string };
    getSelectedRange(): [number, number];
    setSelectedRange(range: [number, number] | number): void;
    insertString(text: string): void;
    activateAttribute(name: string): void;
  };
}

interface Hooks {
  changed(): void;
  file(file: File): void; // one that does not stand in the text
  picture(file: File, progress: (share: number) => void): Promise<Upload | null>;
}

const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

export class RichEditor {
  private editor: Trix | null = null;
  private isLoading = false; // words are being put in: no change of the person's
  private readonly toolbar: HTMLElement;
  private readonly label: HTMLLabelElement;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly box: HTMLTextAreaElement,
    private readonly hooks: Hooks,
  ) {
    this.toolbar = form.querySelector<HTMLElement>("trix-toolbar")!;
    this.label = form.querySelector<HTMLLabelElement>(`label[for="${box.id}"]`)!;
    this.toolbar.addEventListener("keydown", (event) => this.move(event));
  }

  get isOn(): boolean {
    return this.editor !== null;
  }

  get html(): string {
    return this.editor?.value ?? "";
  }

  get text(): string {
    return this.editor?.editor.getDocument().toString().replace(/\n$/, "") ?? "";
  }

  /** Put the editor in the place of the box, with what `html` says once it is there. Rejects when it cannot be fetched. */
  async turnOn(html: () => string): Promise<void> {
    await load(this.form.dataset.rich!);
    if (!this.editor) await this.build();
    this.load(html());
  }

  /** The text box again. */
  turnOff(): void {
    this.editor?.remove();
    this.editor = null;
    this.toolbar.hidden = true;
    this.box.hidden = false;
    this.label.htmlFor = this.box.id;
    this.form.removeAttribute("data-is-rich");
  }

  load(html: string): void {
    this.isLoading = true;
    this.editor?.editor.loadHTML(html);
    this.isLoading = false;
  }

  set isReadOnly(isReadOnly: boolean) {
    this.editor?.toggleAttribute("contenteditable", !isReadOnly);
  }

  focus(): void {
    this.editor?.focus();
  }

  before(): string {
    const inside = this.editor!.editor;
    return inside.getDocument().toString().slice(0, inside.getSelectedRange()[0]);
  }

  put(text: string, back: number): void {
    const inside = this.editor!.editor;
    const [start, end] = inside.getSelectedRange();
    inside.setSelectedRange([Math.max(0, start - back), end]);
    inside.insertString(text);
    this.focus();
  }

  /** Give the words of `range` the mark `name`, and go on writing with it. */
  mark(name: string, range: [number, number]): void {
    this.focus();
    this.editor!.editor.setSelectedRange(range);
    this.editor!.editor.activateAttribute(name);
  }

  private async build(): Promise<void> {
    const editor = document.createElement("trix-editor") as Trix;
    editor.id = "composer-rich";
    editor.className = "composer-rich";
    editor.setAttribute("toolbar", this.toolbar.id);
    editor.setAttribute("dir", "auto");
    editor.setAttribute("aria-label", this.label.textContent!.trim());
    editor.setAttribute("placeholder", this.box.placeholder);
    for (const name of ["lang", "spellcheck"]) if (this.box.hasAttribute(name)) editor.setAttribute(name, this.box.getAttribute(name)!);
    const ready = new Promise((resolve) => editor.addEventListener("trix-initialize", resolve, { once: true }));
    this.toolbar.hidden = false;
    this.box.hidden = true;
    this.box.after(editor);
    this.label.htmlFor = editor.id;
    this.form.setAttribute("data-is-rich", "");
    await ready;
    this.editor = editor;
    editor.addEventListener("trix-change", () => !this.isLoading && this.hooks.changed());
    editor.addEventListener("trix-file-accept", (event) => {
      const { file } = event as unknown as { file: File };
      if (PICTURES.has(file.type)) return;
      event.preventDefault();
      this.hooks.file(file);
    });
    editor.addEventListener("trix-before-paste", (event) => {
      const { paste } = event as unknown as { paste: { html?: string } };
      if (paste.html) paste.html = withoutPictures(paste.html);
    });
    editor.addEventListener("trix-attachment-add", (event) => void this.upload((event as unknown as { attachment: Attachment }).attachment));
    editor.addEventListener("trix-attributes-change", () => queueMicrotask(() => this.press()));
    // before trix, for which it is a new line
    editor.addEventListener("keydown", (event) => this.sendByKey(event), { capture: true });
  }

  private async upload(attachment: Attachment): Promise<void> {
    if (!attachment.file) return;
    const kept = await this.hooks.picture(attachment.file, (share) => attachment.setUploadProgress(share * 100));
    if (kept) attachment.setAttributes({ url: `/files/${kept.id}/picture/` });
    else attachment.remove();
  }

  private sendByKey(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.shiftKey ? "[name=then][value=solve]" : "[data-send]";
    this.form.requestSubmit(this.form.querySelector<HTMLButtonElement>(button));
  }

  private press(): void {
    for (const button of this.toolbar.querySelectorAll<HTMLElement>("[data-trix-attribute]")) {
      if (button.matches("button")) button.ariaPressed = String(button.hasAttribute("data-trix-active"));
    }
  }

  private move(event: KeyboardEvent): void {
    const buttons = [...this.toolbar.querySelectorAll<HTMLButtonElement>("button:not(:disabled)")];
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const back = getComputedStyle(this.toolbar).direction === "rtl" ? "ArrowRight" : "ArrowLeft";
    const step = event.key === back ? -1 : event.key === "ArrowLeft" || event.key === "ArrowRight" ? 1 : 0;
    if (at < 0 || !step) return;
    event.preventDefault();
    const next = buttons.at((at + step) % buttons.length)!;
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  }
}

/** Pictures of elsewhere would be fetched by whoever reads, and by us. */
export const withoutPictures = (html: string): string => html.replace(/<(?:img|picture|source|svg|video)\b[^>]*>/gi, "");

/** Plain `text` as HTML that looks the same. */
export function asHtml(text: string): string {
  const div = document.createElement("div");
  div.textContent = text;
  return text ? `<div>${div.innerHTML.replaceAll("\n", "<br>")}</div>` : "";
}
