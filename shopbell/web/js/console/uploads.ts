// Files of an answer: picked, dropped or pasted, sent to the desk at once with their progress, removable until the end.

import { token } from "../htmx";
import type { Upload } from "./draft_words";

interface Words {
  remove: string;
  upload_failed: string;
  again: string;
  too_large: string;
}

export class Uploads {
  private arrived = new Map<HTMLElement, Upload>();
  private inline = new Map<string, Upload>(); // pictures that stand in the text
  private underway = new Set<XMLHttpRequest>();
  private lost = new Map<HTMLElement, File>(); // did not arrive, and may with another try

  constructor(
    private readonly address: string,
    private readonly list: HTMLElement,
    private readonly words: Words,
    private readonly changed: (isLost: boolean) => void,
  ) {}

  get files(): Upload[] {
    const listed = [...this.list.children].flatMap((chip) => this.arrived.get(chip as HTMLElement) ?? []); // as shown, not as arrived
    return [...listed, ...this.inline.values()];
  }

  get hasLost(): boolean {
    return this.list.querySelector(".is-broken") !== null;
  }

  get isBusy(): boolean {
    return this.underway.size > 0;
  }

  add(files: Iterable<File>): void {
    for (const file of files) this.send(file);
  }

  /** Bring up what was lost on the way: the desk can be reached again. */
  again(): void {
    for (const chip of this.lost.keys()) this.sendAgain(chip);
  }

  /** Show files that are with the desk already: of a draft, or of a reply that was taken back. */
  restore(files: Upload[]): void {
    for (const file of files) {
      if (file.is_inline) this.inline.set(file.id, file);
      else this.arrived.set(this.chip(file.name, () => this.forget(file)), file);
    }
    this.changed(false);
  }

  clear(): void {
    for (const request of this.underway) request.abort();
    this.underway.clear();
    this.arrived.clear();
    this.lost.clear();
    this.inline.clear();
    this.list.replaceChildren();
  }

  /** Bring up a picture that stands in the text; null when it did not arrive. */
  picture(file: File, progress: (share: number) => void): Promise<Upload | null> {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.upload.addEventListener("progress", ({ loaded, total }) => progress(total ? loaded / total : 0));
      request.addEventListener("loadend", () => {
        this.underway.delete(request);
        const kept = request.status === 201 ? { ...(JSON.parse(request.responseText) as Upload), is_inline: true } : null;
        if (kept) this.inline.set(kept.id, kept);
        resolve(kept);
        setTimeout(() => this.changed(kept === null)); // once it stands in the text
      });
      this.post(request, file);
    });
  }

  private send(file: File): void {
    const request = new XMLHttpRequest();
    const chip = this.chip(file.name, () => request.abort());
    const bar = document.createElement("progress");
    bar.className = "progress";
    bar.max = 1;
    bar.setAttribute("aria-label", file.name);
    chip.append(bar);
    request.upload.addEventListener("progress", ({ loaded, total }) => (bar.value = total ? loaded / total : 0));
    request.addEventListener("loadend", () => {
      this.underway.delete(request);
      bar.remove();
      if (request.status === 201) this.arrive(chip, JSON.parse(request.responseText));
      else if (request.status === 422) this.fail(chip, request.responseText);
      else if (request.status === 413) this.fail(chip, this.words.too_large);
      else if (this.list.contains(chip)) this.lose(chip, file);
      this.changed(chip.classList.contains("is-broken"));
    });
    this.post(request, file);
  }

  private post(request: XMLHttpRequest, file: File): void {
    request.open("POST", this.address);
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("Accept", "application/json");
    const body = new FormData();
    body.append("file", file, file.name || "picture.png");
    this.underway.add(request);
    request.send(body);
  }

  private arrive(chip: HTMLElement, file: Upload): void {
    this.arrived.set(chip, file);
    chip.querySelector("button")!.onclick = () => {
      this.drop(chip);
      this.forget(file);
    };
  }

  private fail(chip: HTMLElement, sentence: string): void {
    chip.classList.add("is-broken");
    chip.querySelector(".file-name")!.after(` ${sentence}`);
  }

  private lose(chip: HTMLElement, file: File): void {
    this.lost.set(chip, file);
    this.fail(chip, this.words.upload_failed);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "file-again";
    button.textContent = this.words.again;
    button.onclick = () => this.sendAgain(chip);
    chip.querySelector("button")!.before(button);
  }

  private sendAgain(chip: HTMLElement): void {
    const file = this.lost.get(chip);
    if (!file) return;
    this.lost.delete(chip);
    chip.remove();
    this.send(file);
  }

  private forget(file: Upload): void {
    void fetch(`${this.address}${file.id}/`, { method: "DELETE", headers: { "X-CSRFToken": token() } }).catch(() => undefined);
  }

  private drop(chip: HTMLElement): void {
    this.arrived.delete(chip);
    this.lost.delete(chip);
    chip.remove();
    this.changed(false);
  }

  private chip(name: string, remove: () => void): HTMLElement {
    const chip = document.createElement("li");
    chip.className = "chip composer-file";
    const label = document.createElement("span");
    label.className = "file-name truncate";
    label.textContent = name;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "×";
    button.setAttribute("aria-label", `${this.words.remove}: ${name}`);
    button.onclick = () => {
      this.drop(chip);
      remove();
    };
    chip.append(label, button);
    this.list.append(chip);
    return chip;
  }
}
