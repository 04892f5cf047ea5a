// Where the words are written: a plain text box, or the editor of formatted answers in its place. Both look alike to
// the composer, to macros and to mentions.

import { sayUnreachable } from "../failed";
import type { Upload, Words } from "./draft_words";
import { asHtml, RichEditor, withoutPictures } from "./rich_editor";

interface Hooks {
  changed(): void;
  files(files: Iterable<File>): void;
  picture(file: File, progress: (share: number) => void): Promise<Upload | null>;
}

const KEY = "shopbell.rich";
const MARKS = /<(?:b|strong|i|em|ul|ol|li|a|blockquote|h[1-6])[\s>]/i;

export class Box {
  readonly area: HTMLTextAreaElement;
  private readonly rich: RichEditor;
  private coming: string | null = null; // formatted words whose editor is on its way

  constructor(
    private readonly form: HTMLFormElement,
    private readonly hooks: Hooks,
  ) {
    this.area = form.querySelector("textarea")!;
    this.rich = new RichEditor(form, this.area, { changed: hooks.changed, file: (file) => hooks.files([file]), picture: hooks.picture });
    this.area.addEventListener("input", () => {
      this.coming = null;
      hooks.changed();
    });
    this.area.addEventListener("paste", (event) => this.paste(event));
    this.area.addEventListener("keydown", (event) => this.formatByKey(event));
    form.querySelector("[data-format]")?.addEventListener("click", () => void this.toggle());
  }

  get text(): string {
    return this.rich.isOn ? this.rich.text : this.area.value;
  }

  get html(): string {
    return this.rich.isOn ? this.rich.html : (this.coming ?? "");
  }

  set readOnly(isReadOnly: boolean) {
    this.area.readOnly = isReadOnly;
    this.rich.isReadOnly = isReadOnly;
  }

  focus(): void {
    if (this.rich.isOn) this.rich.focus();
    else this.area.focus();
  }

  /** Show what a draft says; formatted where it is and the channel can carry it. */
  show({ text, html }: Words): void {
    this.area.value = text;
    this.coming = null;
    this.area.dispatchEvent(new CustomEvent("fit"));
    const wantsRich = this.canFormat && (html !== "" || (this.isPreferred && !text));
    if (wantsRich) void this.turnOn(html || asHtml(text));
    else if (this.rich.isOn) this.rich.turnOff();
    if (html && !this.canFormat) this.hooks.changed();
  }

  /** The channel changed: without formatting there, the words stay and their marks go. */
  fit(): void {
    this.press();
    if (this.rich.isOn && !this.canFormat) {
      this.area.value = this.rich.text;
      this.rich.turnOff();
      this.hooks.changed();
    }
  }

  /** The words up to the caret. */
  before(): string {
    if (!this.rich.isOn) return this.area.value.slice(0, this.area.selectionStart);
    return this.rich.before();
  }

  /** Put `text` at the caret, over the last `back` characters before it. */
  put(text: string, back = 0): void {
    if (this.rich.isOn) return this.rich.put(text, back);
    const { selectionStart, selectionEnd } = this.area;
    this.area.setRangeText(text, Math.max(0, selectionStart - back), selectionEnd, "end");
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
    this.area.focus();
  }

  private get canFormat(): boolean {
    return this.form.querySelector<HTMLElement>("[name=channel]:checked")?.hasAttribute("data-can-format") ?? false;
  }

  private get isPreferred(): boolean {
    return localStorage.getItem(KEY) === "1";
  }

  private async toggle(): Promise<void> {
    if (this.rich.isOn) {
      this.area.value = this.rich.text;
      this.rich.turnOff();
      localStorage.removeItem(KEY);
    } else {
      localStorage.setItem(KEY, "1");
      await this.turnOn(asHtml(this.area.value));
    }
    this.press();
    this.focus();
    this.hooks.changed();
  }

  private async turnOn(html: string): Promise<void> {
    this.coming = html;
    try {
      await this.rich.turnOn(() => this.coming ?? asHtml(this.area.value));
      this.coming = null;
    } catch {
      sayUnreachable();
    }
    this.press();
  }

  private press(): void {
    this.form.toggleAttribute("data-can-format", this.canFormat);
    const button = this.form.querySelector<HTMLElement>("[data-format]");
    if (button) button.ariaPressed = String(this.rich.isOn);
  }

  private paste(event: ClipboardEvent): void {
    const data = event.clipboardData;
    if (data?.files.length && !data.getData("text/plain")) {
      event.preventDefault();
      return this.hooks.files(data.files);
    }
    const html = withoutPictures(data?.getData("text/html") ?? "");
    if (!this.canFormat || !MARKS.test(html) || this.area.value) return;
    event.preventDefault(); // into an empty answer: with its marks, cleaned by the editor
    void this.turnOn(html).then(() => {
      this.hooks.changed();
      this.focus();
    });
  }

  /** Ctrl B in plain words: they become formatted ones, and the key is pressed once more in there. */
  private formatByKey(event: KeyboardEvent): void {
    if (!this.canFormat || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || !["b", "i"].includes(event.key)) return;
    event.preventDefault();
    const range: [number, number] = [this.area.selectionStart, this.area.selectionEnd];
    void this.turnOn(asHtml(this.area.value)).then(() => {
      this.rich.mark(event.key === "b" ? "bold" : "italic", range);
      this.hooks.changed();
    });
  }
}
