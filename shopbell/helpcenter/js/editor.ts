// The editor of articles and news. The text box goes on holding the HTML that is sent; without scripts, or for a text
// that the editor does not know whole, it is what one writes in.

import { Editor } from "@tiptap/core";
import { TableKit } from "@tiptap/extension-table";
import { TextSelection } from "@tiptap/pm/state";
import StarterKit from "@tiptap/starter-kit";
import { ask } from "./dialog";
import { chooseFiles, keepFile, tokenOf, type Kept } from "./files";
import { describeFilm, Film, putForeignFilm, putOwnFilm } from "./film";
import { bodyOf, isMarkdown } from "./markdown";
import { Aside, Picture, Product, Steps, Value } from "./nodes";
import { takePictures } from "./paste_pictures";
import { cleanPaste, parsed } from "./pasting";
import { chooseProduct } from "./products";
import { put, stepPast } from "./putting";
import { tableTools } from "./table";
import { toolbar, type Tool } from "./toolbar";
import { chooseValue, type Offered } from "./values";

/** The text box that an editor stands for, and how it speaks to who writes. */
interface Desk {
  area: HTMLTextAreaElement;
  say(english: string): string;
  tell(sentence: string): void;
  isBare: boolean; // Shift is held down: what is pasted stays as it is
}

const extensions = [
  StarterKit.configure({ orderedList: false, heading: { levels: [2, 3, 4] }, link: { openOnClick: false, protocols: ["mailto", "tel"] } }),
  TableKit.configure({ table: { resizable: false } }),
  Steps,
  Aside,
  Value,
  Film,
  Product,
  Picture,
];

/** How often each element stands in `html`; paragraphs aside, which an editor puts around what had none. */
function elements(html: string): Map<string, number> {
  const box = new DOMParser().parseFromString(html, "text/html").body;
  const counts = new Map<string, number>();
  const alike: Record<string, string> = { B: "STRONG", I: "EM", DEL: "S", TBODY: "P", COLGROUP: "P", COL: "P", THEAD: "P" };
  for (const each of box.querySelectorAll("*")) {
    const name = alike[each.tagName] ?? each.tagName;
    if (name !== "P") counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** Whether an editor that took `before` in and gives `after` lost something of it. */
function isLess(before: string, after: string): boolean {
  const kept = elements(after);
  return [...elements(before)].some(([name, count]) => (kept.get(name) ?? 0) < count);
}

/** Keeps a file, or says why not. */
async function keep({ area, say }: Desk, file: File): Promise<Kept | string> {
  return (await keepFile(file, area.dataset.files!, tokenOf(area.form!))) || say("The desk cannot be reached.");
}

const keeper = (desk: Desk) => (desk.area.dataset.files ? (file: File): Promise<Kept | string> => keep(desk, file) : undefined);

async function upload(desk: Desk, file: File): Promise<Kept | null> {
  const kept = await keep(desk, file);
  if (typeof kept !== "string") return kept;
  desk.tell(kept);
  return null;
}

async function putIn(desk: Desk, editor: Editor, files: Iterable<File>): Promise<void> {
  for (const file of files) {
    const kept = await upload(desk, file);
    if (!kept) continue;
    if (kept.type.startsWith("image/")) put(editor, { type: "image", attrs: { src: kept.address, alt: (await shown(desk)) ?? "" } });
    else if (kept.type.startsWith("video/")) await putOwnFilm(editor, kept.address, desk.say, keeper(desk));
    else put(editor, { type: "text", text: kept.name, marks: [{ type: "link", attrs: { href: kept.address } }] });
  }
}

/** What a picture shows, as whoever puts it in says it. */
async function shown({ say }: Desk, value = ""): Promise<string | null> {
  const label = say("What does the picture show? Readers who cannot see it hear this.");
  return (await ask(say("Describe the picture"), [{ name: "alt", label, value }], say))?.alt ?? null;
}

/** Takes pictures along before the text is put in. False where the editor puts it in by itself. */
function paste(desk: Desk, editor: Editor, clipboard: DataTransfer | null, keep: (files: FileList | undefined) => boolean): boolean {
  stepPast(editor.view);
  const html = clipboard?.getData("text/html") ?? "";
  if (!html || !clipboard) return keep(clipboard?.files) || pasteMarkdown(desk, editor, clipboard?.getData("text/plain") ?? "");
  if (!/<img\b/i.test(html) || html.includes("data-pm-slice")) return false;
  const body = parsed(html);
  if (clipboard.files.length && !body.textContent?.trim()) return keep(clipboard.files); // one picture, and its address beside
  void (async (given: File[]): Promise<void> => {
    desk.tell(desk.say("Pictures are being kept …"));
    const taken = await takePictures(body, given, (file) => upload(desk, file));
    editor.view.pasteHTML(taken.html);
    desk.tell(taken.missing ? desk.say("Some pictures could not be taken along. Put them in one by one.") : "");
  })([...clipboard.files]);
  return true;
}

/** Turns what was written as Markdown into what it describes; one step back takes it away whole. */
function pasteMarkdown(desk: Desk, editor: Editor, text: string): boolean {
  const { area, say, tell } = desk;
  if (!area.dataset.markdown || desk.isBare || !isMarkdown(text) || editor.isActive("codeBlock")) return false;
  void bodyOf(text, area.dataset.markdown, tokenOf(area.form!)).then((body) => {
    put(editor, body ?? { type: "text", text });
    tell(body ? say("Pasted as Markdown. To have the bare text, undo this and paste with Shift held down.") : say("The desk cannot be reached."));
  });
  return true;
}

/** Asks what the chosen picture or film shows. */
async function describe(desk: Desk, editor: Editor): Promise<void> {
  if (editor.isActive("film")) return describeFilm(editor, desk.say, keeper(desk));
  if (!editor.isActive("image")) return desk.tell(desk.say("Choose a picture or a film first."));
  const alt = await shown(desk, (editor.getAttributes("image").alt as string | null) ?? "");
  if (alt !== null) editor.chain().focus().updateAttributes("image", { alt }).run();
}

async function link({ say }: Desk, editor: Editor): Promise<void> {
  const value = (editor.getAttributes("link").href as string | undefined) ?? "";
  const said = await ask(say("Link"), [{ name: "href", label: say("Where does the link lead? Leave it empty to take it away."), value }], say);
  if (!said) return;
  const chain = editor.chain().focus().extendMarkRange("link");
  if (said.href) chain.setLink({ href: said.href }).run();
  else chain.unsetLink().run();
}

async function product({ area, say }: Desk, editor: Editor): Promise<void> {
  const found = await chooseProduct(area.dataset.products!, area.lang, say);
  if (found) put(editor, { type: "product", attrs: { key: found.key, name: found.name } });
}

async function value({ area, say }: Desk, editor: Editor): Promise<void> {
  const found = await chooseValue(JSON.parse(area.dataset.values!) as Offered[], area.lang, say);
  if (found) put(editor, { type: "value", attrs: { from: found.name, text: found.value } });
}

/** What is marked leads to the reader's own orders; with nothing marked, the words for them are put in. */
function orders({ area }: Desk, editor: Editor): void {
  const { address, words } = JSON.parse(area.dataset.orders!) as { address: string; words: string };
  if (editor.state.selection instanceof TextSelection && !editor.state.selection.empty) editor.chain().focus().setLink({ href: address }).run();
  else put(editor, { type: "text", text: words, marks: [{ type: "link", attrs: { href: address } }] });
}

function aside(editor: Editor, kind: "tip" | "warning"): void {
  if (editor.isActive("aside", { class: kind })) editor.chain().focus().lift("aside").run();
  else if (editor.isActive("aside")) editor.chain().focus().updateAttributes("aside", { class: kind }).run();
  else editor.chain().focus().wrapIn("aside", { class: kind }).run();
}

function steps(editor: Editor): void {
  if (!editor.isActive("orderedList")) editor.chain().focus().toggleOrderedList().run();
  const isOn = editor.isActive("orderedList", { class: "steps" });
  editor.chain().focus().updateAttributes("orderedList", { class: isOn ? null : "steps" }).run();
}

function tools(desk: Desk, editor: Editor): Tool[][] {
  const { area, say } = desk;
  const on = (name: string, more?: object) => (): boolean => editor.isActive(name, more);
  const heading = (level: 2 | 3) => (): void => void editor.chain().focus().toggleHeading({ level }).run();
  const run = (act: (chain: ReturnType<Editor["chain"]>) => { run(): boolean }) => (): void => void act(editor.chain().focus()).run();
  return [
    [
      { label: say("Heading"), icon: "heading-2", act: heading(2), isOn: on("heading", { level: 2 }) },
      { label: say("Smaller heading"), icon: "heading-3", act: heading(3), isOn: on("heading", { level: 3 }) },
    ],
    [
      { label: say("Bold"), icon: "bold", act: run((chain) => chain.toggleBold()), isOn: on("bold") },
      { label: say("Italic"), icon: "italic", act: run((chain) => chain.toggleItalic()), isOn: on("italic") },
      { label: say("Link"), icon: "link", act: () => void link(desk, editor), isOn: on("link") },
    ],
    [
      { label: say("Steps"), icon: "list-checks", act: () => steps(editor), isOn: on("orderedList", { class: "steps" }) },
      { label: say("List"), icon: "list", act: run((chain) => chain.toggleBulletList()), isOn: on("bulletList") },
      { label: say("Numbered list"), icon: "list-ordered", act: run((chain) => chain.toggleOrderedList()), isOn: on("orderedList", { class: null }) },
    ],
    tableTools(editor, say),
    [
      { label: say("Tip"), icon: "lightbulb", act: () => aside(editor, "tip"), isOn: on("aside", { class: "tip" }) },
      { label: say("Warning"), icon: "triangle-alert", act: () => aside(editor, "warning"), isOn: on("aside", { class: "warning" }) },
      { label: say("Quote"), icon: "text-quote", act: run((chain) => chain.toggleBlockquote()), isOn: on("blockquote") },
    ],
    [
      ...(area.dataset.files ? [{ label: say("Picture or file"), icon: "image", act: () => chooseFiles((files) => void putIn(desk, editor, files)) }] : []),
      { label: say("Describe the picture or film"), icon: "captions", act: () => void describe(desk, editor), isOn: () => editor.isActive("image") || editor.isActive("film") },
      { label: say("Film of YouTube or Vimeo"), icon: "clapperboard", act: () => void putForeignFilm(editor, say, keeper(desk)) },
      ...(area.dataset.products ? [{ label: say("Product"), icon: "shopping-bag", act: () => void product(desk, editor) }] : []),
      { label: say("Put in a value of a policy"), icon: "variable", act: () => void value(desk, editor) },
      { label: say("Link to the reader's orders"), icon: "package", act: () => orders(desk, editor) },
    ],
    [
      { label: say("Undo"), icon: "undo-2", act: run((chain) => chain.undo()) },
      { label: say("Redo"), icon: "redo-2", act: run((chain) => chain.redo()) },
    ],
  ];
}

/** Lets one write in `area` as readers will see it; what is to be said to who writes goes to `tell`. */
export function mountEditor(area: HTMLTextAreaElement, tell: (sentence: string) => void): void {
  const say = wordsOf(area);
  const desk: Desk = { area, say, tell, isBare: false };
  const label = area.labels[0]!;
  label.id ||= `${area.id}-label`;
  const box = document.createElement("div");
  box.className = "article-editor";
  const files = (list: FileList | undefined): boolean => {
    if (!list?.length) return false;
    void putIn(desk, editor, list);
    return true;
  };
  const editor = new Editor({
    element: box,
    extensions,
    injectCSS: false, // the page's policy forbids style elements; article.css has what it needs
    content: area.value,
    editorProps: {
      attributes: { class: "help-body", role: "textbox", "aria-multiline": "true", "aria-labelledby": label.id, lang: area.lang, dir: "auto" },
      transformPastedHTML: cleanPaste,
      handleDOMEvents: {
        keydown: (_view, { shiftKey }) => void (desk.isBare = shiftKey),
        keyup: (_view, { shiftKey }) => void (desk.isBare = shiftKey),
      },
      handleTextInput: (view, _from, _to, text) => {
        const before = view.state;
        stepPast(view);
        if (view.state !== before) view.dispatch(view.state.tr.insertText(text));
        return view.state !== before;
      },
      handlePaste: (_view, event) => paste(desk, editor, event.clipboardData, files),
      handleDrop: (_view, event) => files((event as DragEvent).dataTransfer?.files),
    },
    onUpdate: () => {
      area.value = editor.isEmpty ? "" : editor.getHTML();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  if (isLess(area.value, editor.getHTML())) {
    editor.destroy();
    tell(say("This text has parts that the editor does not know. Write it as HTML."));
    return;
  }
  const bar = toolbar(editor, tools(desk, editor), say("Formats"), area.dataset.icons!);
  area.hidden = true;
  area.required = false; // a browser cannot lead to what it does not show; the desk says what lacks
  area.after(bar, box);
  label.addEventListener("click", () => editor.commands.focus());
}

/** The words of an editor in the reader's language. */
export function wordsOf(area: HTMLTextAreaElement): (english: string) => string {
  const words = JSON.parse(area.dataset.words ?? "{}") as Record<string, string>;
  return (english) => words[english] ?? english;
}
