/* Files on their way up: chosen, dropped or pasted; each with its progress, and gone with one click. */

import { address, authorization } from "./call";
import { h, icon } from "./element";
import { maxBytes, word } from "./page";
import type { File as Sent } from "./wire";
import { Word } from "./words";

interface Upload {
  chip: HTMLElement;
  request: XMLHttpRequest | null;
  file: Sent | null;
}

export class Attachments {
  readonly list = h("ul", { class: "chips" });
  private uploads: Upload[] = [];

  constructor(
    private readonly chat: number,
    private readonly changed: () => void,
    private readonly say: (sentence: string) => void,
  ) {}

  get isBusy(): boolean {
    return this.uploads.some((upload) => upload.request);
  }

  /** The files that are up, handed over: the list is empty after. */
  take(): Sent[] {
    const files = this.uploads.flatMap((upload) => upload.file ?? []);
    this.uploads = [];
    this.list.replaceChildren();
    return files;
  }

  get isEmpty(): boolean {
    return !this.uploads.some((upload) => upload.file);
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      if (file.size > maxBytes) this.say(word(Word.too_large, file.name, Math.floor(maxBytes / 1024 / 1024)));
      else this.upload(file);
    }
  }

  private upload(file: File): void {
    const bar = h("progress", { max: 1, value: 0, "aria-label": file.name });
    const drop = h("button", { type: "button", "aria-label": word(Word.remove, file.name), click: () => this.drop(upload) }, icon("close"));
    const preview = file.type.startsWith("image/") && !file.type.includes("svg") ? picture(file) : icon("file");
    const chip = h("li", {}, preview, h("bdi", {}, file.name), bar, drop);
    const upload: Upload = { chip, request: null, file: null };
    this.uploads.push(upload);
    this.list.append(chip);
    this.transfer(upload, file, bar);
  }

  private transfer(upload: Upload, file: File, bar: HTMLProgressElement): void {
    const request = new XMLHttpRequest(); // fetch does not tell how far an upload is
    upload.request = request;
    request.open("POST", address("upload", { chat: this.chat, name: file.name }));
    request.setRequestHeader("Authorization", authorization());
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.upload.onprogress = (event) => {
      bar.value = event.loaded / event.total;
      bar.title = `${Math.round(bar.value * 100)} %`;
    };
    request.onloadend = () => {
      upload.request = null;
      if (this.uploads.includes(upload)) this.finish(upload, file, request, bar);
      this.changed();
    };
    request.send(file);
    this.changed();
  }

  private finish(upload: Upload, file: File, request: XMLHttpRequest, bar: HTMLProgressElement): void {
    const answer = parsed(request.responseText);
    bar.remove();
    if (request.status === 200) {
      upload.file = { ...answer, type: file.type, url: URL.createObjectURL(file) } as Sent;
      return;
    }
    this.say(answer.error ?? word(Word.went_wrong));
    upload.chip.classList.add("failed");
    if (request.status >= 400 && request.status < 429) return; // turned down: again would be too
    const again = h("button", { type: "button", class: "again" }, word(Word.again));
    again.addEventListener("click", () => {
      again.replaceWith(bar);
      this.transfer(upload, file, bar);
    });
    upload.chip.lastElementChild?.before(again);
  }

  private drop(upload: Upload): void {
    this.uploads = this.uploads.filter((other) => other !== upload);
    upload.request?.abort();
    upload.chip.remove();
    this.changed();
  }
}

function picture(file: File): HTMLImageElement {
  return h("img", { src: URL.createObjectURL(file), alt: "", width: 28, height: 28 });
}

function parsed(text: string): { error?: string } {
  try {
    return JSON.parse(text) as { error?: string };
  } catch {
    return {};
  }
}
