/* Files on their way up: chosen, dropped or pasted; each with its progress, and gone with one click. */

import { address, headers, isTurnedDown } from "./call";
import { button, h, icon, iconButton } from "./element";
import { maxBytes, word } from "./page";
import type { File as Sent } from "./wire";
import { Word } from "./words";

interface Upload {
  chip: HTMLElement;
  request: XMLHttpRequest | null;
  file: Sent | null;
}

export function attachmentsOf(chat: number, changed: () => void, say: (sentence: string) => void) {
  const list = h("ul.chips");
  let uploads: Upload[] = [];

  function add(files: Iterable<File> = []): void {
    for (const file of files) {
      if (file.size > maxBytes) say(word(Word.too_large, file.name, maxBytes >> 20));
      else begin(file);
    }
  }

  function begin(file: File): void {
    const bar = h("progress", { max: 1, value: 0, "aria-label": file.name });
    const preview = file.type.startsWith("image/") && !file.type.includes("svg") ? h("img", { src: URL.createObjectURL(file), alt: "", width: 28, height: 28 }) : icon("file");
    const drop = () => {
      uploads = uploads.filter((other) => other !== upload);
      upload.request?.abort();
      chip.remove();
      changed();
    };
    const chip = h("li", {}, preview, h("bdi", {}, file.name), bar, iconButton(".bare", "close", word(Word.remove, file.name), drop));
    const upload: Upload = { chip, request: null, file: null };
    uploads.push(upload);
    list.append(chip);
    transfer(upload, file, bar);
  }

  function transfer(upload: Upload, file: File, bar: HTMLProgressElement): void {
    const request = new XMLHttpRequest(); // fetch does not tell how far an upload is
    upload.request = request;
    request.responseType = "json"; // null when it is not
    request.open("POST", address(`upload?chat=${chat}&name=${encodeURIComponent(file.name)}`));
    for (const [name, value] of Object.entries(headers(file.type || "application/octet-stream"))) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      bar.value = event.loaded / event.total;
      bar.title = `${Math.round(bar.value * 100)} %`;
    };
    request.onloadend = () => {
      upload.request = null;
      if (uploads.includes(upload)) finish(upload, file, request, bar);
      changed();
    };
    request.send(file);
    changed();
  }

  function finish(upload: Upload, file: File, request: XMLHttpRequest, bar: HTMLProgressElement): void {
    const answer = (request.response ?? {}) as { error?: string };
    bar.remove();
    if (request.status === 200 && request.response) {
      upload.file = { ...answer, type: file.type, url: URL.createObjectURL(file) } as Sent;
      return;
    }
    say(answer.error ?? word(Word.went_wrong));
    upload.chip.classList.add("failed");
    if (isTurnedDown(request.status)) return;
    const again = button(".link", () => {
      again.replaceWith(bar);
      transfer(upload, file, bar);
    }, word(Word.again));
    upload.chip.lastElementChild?.before(again);
  }

  return {
    list,
    add,
    isBusy: () => uploads.some((upload) => upload.request),
    isEmpty: () => !uploads.some((upload) => upload.file),
    /** The files that are up, handed over: the list is empty after. */
    take() {
      const files = uploads.flatMap((upload) => upload.file ?? []);
      uploads = [];
      list.replaceChildren();
      return files;
    },
  };
}
