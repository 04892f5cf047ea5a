// The addresses of a line as chips, with those who take part in the ticket and customers to choose from: a file of its
// own, fetched when somebody first changes to whom an answer goes. The line itself stays the truth: what the chips say
// is written into it, and what is written into it elsewhere ("shown") is drawn as chips.

interface Person {
  name: string;
  address: string;
  about: string;
}

const PIECE = /(?:"(?:[^"\\]|\\.)*"|[^",;\n])+/g;
const ADDRESS = /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+\.[^\s@.<>()[\]\\,;:"]+$/u;
const PAUSE_MS = 120;

const piecesOf = (line: string): string[] => (line.match(PIECE) ?? []).map((piece) => piece.trim()).filter(Boolean);
const addressOf = (piece: string): string => /<([^<>]+)>$/.exec(piece)?.[1]?.trim() ?? piece;
const isAddress = (piece: string): boolean => ADDRESS.test(addressOf(piece));

class MailPeople extends HTMLElement {
  private readonly line = this.querySelector("input")!;
  private readonly field = document.createElement("input");
  private readonly chips = document.createElement("ul");
  private readonly list = document.createElement("ul");
  private readonly box = this.closest<HTMLElement>("[data-addressees]")!;
  private readonly words = JSON.parse(this.box.dataset.words!) as Record<string, string>;
  private timer = 0;
  private asked = 0;
  private options = 0; // made so far, each with an id of its own

  connectedCallback(): void {
    if (this.contains(this.field)) return;
    const { line, field, chips, list } = this;
    const id = line.id;
    const isFirst = line.autofocus && document.activeElement === line;
    line.type = "hidden";
    line.id = "";
    field.placeholder = line.placeholder;
    Object.assign(field, { id, className: "people-input", inputMode: "email", dir: "ltr", autocomplete: "off", autocapitalize: "none", spellcheck: false, role: "combobox", ariaExpanded: "false", ariaAutoComplete: "list" });
    chips.className = "people-chips";
    list.className = "mention-list people-list";
    Object.assign(list, { id: `${id}-list`, role: "listbox", hidden: true, ariaLabel: this.label });
    field.setAttribute("aria-controls", list.id);
    this.append(chips, field);
    this.after(list);
    line.addEventListener("shown", () => this.draw());
    field.addEventListener("input", () => this.typed());
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("paste", () => setTimeout(() => /[,;\s]/.test(field.value.trim()) && this.take(field.value.replace(/[\n\t]+/g, ","))));
    field.addEventListener("blur", () => {
      this.shut();
      this.take(field.value);
    });
    chips.addEventListener("keydown", (event) => this.chipKey(event));
    this.addEventListener("click", (event) => event.target === this && field.focus());
    this.draw();
    if (isFirst) field.focus();
  }

  private get label(): string {
    return this.previousElementSibling?.textContent?.trim() ?? "";
  }

  private get pieces(): string[] {
    return piecesOf(this.line.value);
  }

  private get buttons(): HTMLButtonElement[] {
    return [...this.chips.querySelectorAll("button")];
  }

  private get offered(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>("[role=option]")];
  }

  private draw(): void {
    this.chips.replaceChildren(...this.pieces.map((piece) => this.chip(piece)));
    this.chips.hidden = !this.pieces.length;
    const wrong = this.pieces.find((piece) => !isAddress(piece));
    this.field.ariaInvalid = String(wrong !== undefined);
    if (wrong !== undefined) this.say("wrong", wrong);
    else if (!this.box.querySelector(".people-chips .is-broken")) this.say("");
  }

  private chip(piece: string): HTMLElement {
    const chip = document.createElement("li");
    chip.className = isAddress(piece) ? "chip people-chip" : "chip people-chip is-broken";
    chip.title = piece;
    const words = document.createElement("span");
    words.className = "truncate";
    words.textContent = piece;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "×";
    button.ariaLabel = this.words.remove!.replace("{}", piece);
    button.addEventListener("click", () => this.forget(piece));
    chip.append(words, button);
    return chip;
  }

  /** Make chips of what is typed; nothing when there is nothing. */
  private take(typed: string): void {
    const known = new Set(this.pieces.map((piece) => addressOf(piece).toLowerCase()));
    const fresh = piecesOf(typed.trim().includes(" ") && !/[<",;]/.test(typed) ? typed.trim().replace(/\s+/g, ",") : typed).filter((piece) => !known.has(addressOf(piece).toLowerCase()));
    this.field.value = "";
    if (!fresh.length) return;
    this.write([...this.pieces, ...fresh]);
    if (!this.box.querySelector(".people-chips .is-broken")) this.say("added", fresh.join(", "));
  }

  private forget(piece: string): void {
    const at = this.pieces.indexOf(piece);
    this.write(this.pieces.filter((each) => each !== piece));
    this.say("removed", piece);
    (this.buttons[Math.min(at, this.buttons.length - 1)] ?? this.field).focus();
  }

  private write(pieces: string[]): void {
    this.line.value = pieces.join(", ");
    this.draw();
    this.line.dispatchEvent(new Event("change", { bubbles: true }));
  }

  private say(what: string, about = ""): void {
    const line = this.box.querySelector("[data-people-said]")!;
    line.textContent = what ? this.words[what]!.replace("{}", about) : "";
    line.classList.toggle("is-broken", what === "wrong");
  }

  private typed(): void {
    clearTimeout(this.timer);
    if (/[,;]$/.test(this.field.value)) return this.take(this.field.value);
    this.timer = window.setTimeout(() => void this.offer(), PAUSE_MS);
  }

  private async offer(): Promise<void> {
    const mine = ++this.asked;
    const address = `${this.box.dataset.addressees}people/?q=${encodeURIComponent(this.field.value.trim())}`;
    const answer = await fetch(address, { headers: { Accept: "application/json", "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || mine !== this.asked || document.activeElement !== this.field) return;
    const chosen = new Set(piecesOf([...this.box.querySelectorAll<HTMLInputElement>("[name^=mail_], [name=to]")].map(({ value }) => value).join(",")).map(addressOf));
    const people = ((await answer.json()) as { people: Person[] }).people.filter((person) => !chosen.has(person.address));
    if (!people.length) return this.shut();
    this.list.replaceChildren(...people.map((person) => this.option(person)));
    this.list.hidden = false;
    this.field.ariaExpanded = "true";
    this.turnTo(null);
  }

  private option({ name, address, about }: Person): HTMLElement {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${++this.options}`;
    item.role = "option";
    item.dataset.piece = address;
    const said = document.createElement("small");
    said.textContent = ` ${name ? `${address} · ` : ""}${about}`;
    item.append(name || address, said);
    item.addEventListener("pointerdown", (event) => event.preventDefault()); // the caret stays
    item.addEventListener("click", () => this.choose(item));
    return item;
  }

  private choose(item: HTMLElement): void {
    this.shut();
    this.take(item.dataset.piece!);
    this.field.focus();
  }

  private turnTo(item: HTMLElement | null): void {
    for (const each of this.offered) each.ariaSelected = String(each === item);
    if (item) this.field.setAttribute("aria-activedescendant", item.id);
    else this.field.removeAttribute("aria-activedescendant");
    item?.scrollIntoView({ block: "nearest" });
  }

  private shut(): void {
    clearTimeout(this.timer);
    this.asked += 1;
    this.list.hidden = true;
    this.field.ariaExpanded = "false";
    this.turnTo(null);
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const all = this.list.hidden ? [] : this.offered;
    const at = all.findIndex((item) => item.ariaSelected === "true");
    const isMod = event.ctrlKey || event.metaKey;
    if (event.key === "Enter" && isMod) return this.take(this.field.value); // and the composer sends
    if (event.key === "ArrowDown" && !all.length) void this.offer();
    else if (event.key === "ArrowDown") this.turnTo(all[(at + 1) % all.length]!);
    else if (event.key === "ArrowUp" && all.length) this.turnTo(all.at(at - 1)!);
    else if (event.key === "Enter" || (event.key === "Tab" && all[at])) {
      if (all[at]) this.choose(all[at]);
      else this.take(this.field.value);
    } else if (event.key === "Escape" && all.length) this.shut();
    else if (event.key === "Backspace" && !this.field.value && this.buttons.length) this.buttons.at(-1)!.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private chipKey(event: KeyboardEvent): void {
    const all = this.buttons;
    const at = all.indexOf(event.target as HTMLButtonElement);
    const back = getComputedStyle(this).direction === "rtl" ? "ArrowRight" : "ArrowLeft";
    if (event.key === "Backspace" || event.key === "Delete") all[at]?.click();
    else if (event.key === back) all[at - 1]?.focus();
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") (all[at + 1] ?? this.field).focus();
    else return;
    event.preventDefault();
  }
}

customElements.define("mail-people", MailPeople);

export {}; // a module: its names are its own
