// Pictures of a ticket, large and one after the other: a click on one in the thread or in the gallery opens it over
// the page. Arrows, Home and End go on, Escape leaves, and the focus is on the picture that was looked at last.

const NEIGHBOURS = [1, -1];

const shownIn = (link: Element): HTMLAnchorElement[] => [
  ...(link.closest("[data-pictures], [data-messages]")?.querySelectorAll<HTMLAnchorElement>("a.file-picture") ?? []),
];

class Viewer {
  private links: HTMLAnchorElement[] = [];
  private at = 0;
  private readonly picture: HTMLImageElement;

  constructor(private readonly dialog: HTMLDialogElement) {
    this.picture = dialog.querySelector<HTMLImageElement>("[data-picture]")!;
    this.picture.addEventListener("error", () => this.failed(true));
    dialog.addEventListener("click", (event) => {
      const step = (event.target as Element).closest<HTMLElement>("[data-step]")?.dataset.step;
      if (step) this.go(this.at + Number(step));
    });
    dialog.addEventListener("keydown", (event) => this.press(event));
    dialog.addEventListener("close", () => {
      this.picture.removeAttribute("src");
      this.links[this.at]?.focus();
    });
  }

  open(links: HTMLAnchorElement[], link: HTMLAnchorElement): void {
    this.links = links;
    this.dialog.showModal();
    this.go(links.indexOf(link));
  }

  private go(at: number): void {
    const link = this.links[at];
    if (!link) return;
    this.at = at;
    this.failed(false);
    this.picture.src = link.href;
    this.picture.alt = link.title;
    this.find("[data-name]").textContent = link.title;
    const place = this.find("[data-place]");
    place.textContent = place.dataset.words!.replace("{at}", String(at + 1)).replace("{count}", String(this.links.length));
    (this.find("[data-file]") as HTMLAnchorElement).href = link.href;
    this.showMessage(link.dataset.message);
    for (const button of this.dialog.querySelectorAll<HTMLButtonElement>("[data-step]")) button.disabled = !this.links[at + Number(button.dataset.step)];
    if (!this.dialog.contains(document.activeElement) || (document.activeElement as HTMLButtonElement).disabled) this.find("[data-close]").focus();
    for (const each of NEIGHBOURS) if (this.links[at + each]) new Image().src = this.links[at + each]!.href;
  }

  private showMessage(address: string | undefined): void {
    const from = this.find("[data-from]") as HTMLAnchorElement;
    from.hidden = !address;
    if (address) from.href = address;
  }

  private press(event: KeyboardEvent): void {
    const forward = getComputedStyle(this.dialog).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const to: Record<string, number> = { ArrowLeft: this.at - 1, ArrowRight: this.at - 1, Home: 0, End: this.links.length - 1 };
    to[forward] = this.at + 1;
    if (!(event.key in to)) return;
    event.preventDefault();
    this.go(to[event.key]!);
  }

  private failed(isFailed: boolean): void {
    this.picture.hidden = isFailed;
    this.find("[data-failed]").hidden = !isFailed;
  }

  private find(selector: string): HTMLElement {
    return this.dialog.querySelector<HTMLElement>(selector)!;
  }
}

let viewer: Viewer | undefined;

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest<HTMLAnchorElement>("a.file-picture");
  const dialog = document.querySelector<HTMLDialogElement>("#viewer");
  const links = link ? shownIn(link) : [];
  if (!link || !dialog || !links.length) return;
  event.preventDefault();
  viewer ??= new Viewer(dialog);
  viewer.open(links, link);
});
