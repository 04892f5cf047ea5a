// What is pasted from Word, Google Docs and LibreOffice, as the HTML that an article knows: headings, lists, tables,
// links and marks. Their own styles say what is a heading or bold; the rest of how it looked stays where it was.

const GONE = "style, script, meta, link, title, xml, template, colgroup, object, embed, iframe, svg, math";
const MARKER = /^\s*(?:\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\(?[ivxlcIVXLC]{1,6}[.)])/; // 1. a) iv. before an item of Word
const HANDLER = "on\\w+"; // a browser speaks of these even where it would not run them
const STYLE = "style";
const WORD_LIST = /mso-list:\s*\S+\s+level(\d)/i;

/** `html` of a clipboard as it is put in; what the editor itself copied stays as it is. */
export function cleanPaste(html: string): string {
  if (html.includes("data-pm-slice")) return without(html, HANDLER);
  const body = parsed(html);
  dropComments(body);
  body.querySelectorAll(GONE).forEach((each) => each.remove());
  marksOf(body);
  wordLists(body);
  nestedLists(body);
  headings(body);
  tables(body);
  foreignElements(body);
  attributes(body);
  spaces(body);
  return body.innerHTML.trim();
}

/**
 * The clipboard's HTML as a tree of a document of its own, in which nothing is loaded and nothing runs; what is made
 * for it must be of that document too. Its styles are read but never applied, which the page's policy would speak against.
 */
export function parsed(html: string): HTMLElement {
  const quiet = without(without(html.replace(/<style\b.*?<\/style>/gis, ""), HANDLER), STYLE, "data-style=");
  return new DOMParser().parseFromString(quiet, "text/html").body;
}

/** `html` with `instead` of an attribute, wherever it stands in a tag. */
function without(html: string, attribute: string, instead = "data-gone="): string {
  const place = new RegExp(`(<[a-z][^>]*?[\\s/"'])${attribute}\\s*=`, "gi");
  let now = html;
  for (let before = ""; before !== now; ) [before, now] = [now, now.replace(place, `$1${instead}`)];
  return now;
}

function dropComments(body: HTMLElement): void {
  const walk = document.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const comments: Node[] = [];
  while (walk.nextNode()) comments.push(walk.currentNode);
  comments.forEach((each) => each.parentNode?.removeChild(each));
}

const styleOf = (element: Element): string => element.getAttribute("data-style")?.toLowerCase() ?? "";

/** Bold and the like that only a style says become elements; a <b> that is not bold, as Google's, becomes none. */
function marksOf(body: HTMLElement): void {
  for (const each of [...body.querySelectorAll("b, strong, i, em")]) {
    const isPlain = /(?<![-\w])(?:font-weight:\s*(?:normal|400)|font-style:\s*normal)/.test(styleOf(each));
    if (isPlain || each.id.startsWith("docs-internal-guid")) unwrap(each);
  }
  body.querySelectorAll("a u").forEach(unwrap); // a link is told from words by itself
  body.querySelectorAll("u:has(> a:only-child)").forEach(unwrap);
  for (const each of [...body.querySelectorAll("span, font")]) {
    const style = styleOf(each);
    const isHeading = each.closest("h1, h2, h3, h4, h5, h6") !== null; // which is bold by itself
    const marks: string[] = [];
    if (/font-weight:\s*(?:bold|[6-9]00)/.test(style) && !isHeading) marks.push("strong");
    if (/font-style:\s*italic/.test(style) && !isHeading) marks.push("em");
    if (/text-decoration[^;]*line-through/.test(style)) marks.push("s");
    if (/vertical-align:\s*super/.test(style)) marks.push("sup");
    if (/vertical-align:\s*sub/.test(style)) marks.push("sub");
    for (const mark of marks) {
      const element = each.ownerDocument.createElement(mark);
      element.append(...each.childNodes);
      each.append(element);
    }
  }
}

/** Word writes a list as paragraphs that name their level, with the number or bullet as text before each. */
function wordLists(body: HTMLElement): void {
  const isItem = (each: Element | null): each is Element => each?.tagName === "P" && WORD_LIST.test(styleOf(each));
  for (const first of [...body.querySelectorAll("p")]) {
    if (!first.isConnected || !isItem(first)) continue;
    const items: Element[] = [];
    for (let next: Element | null = first; isItem(next); next = next.nextElementSibling) items.push(next);
    first.before(...listsOf(items));
    items.forEach((each) => each.remove());
  }
}

function listsOf(items: Element[]): Element[] {
  const lists: Element[] = [];
  const open: { level: number; list: Element }[] = [];
  for (const item of items) {
    const level = Number(WORD_LIST.exec(styleOf(item))![1]);
    const tag = MARKER.test(takeMarker(item)) ? "ol" : "ul";
    while (open.length && open.at(-1)!.level > level) open.pop();
    const at = open.at(-1);
    if (at && at.level === level && at.list.tagName.toLowerCase() !== tag) open.pop();
    if (open.at(-1)?.level !== level) {
      const list = item.ownerDocument.createElement(tag);
      const within = open.at(-1)?.list.lastElementChild;
      if (within) within.append(list);
      else lists.push(list);
      open.push({ level, list });
    }
    const line = item.ownerDocument.createElement("li");
    line.append(...item.childNodes);
    open.at(-1)!.list.append(line);
  }
  return lists;
}

/** Takes the number or bullet away that stands before an item's words, and gives it. */
function takeMarker(item: Element): string {
  const marker = [...item.querySelectorAll("span")].find((each) => /mso-list:\s*ignore/.test(styleOf(each)));
  const text = marker?.textContent ?? "";
  marker?.remove();
  return text;
}

/** A list that stands beside its item, as Google Docs writes it, goes into it. */
function nestedLists(body: HTMLElement): void {
  for (const list of [...body.querySelectorAll("ul > ul, ul > ol, ol > ul, ol > ol")]) {
    const before = list.previousElementSibling;
    if (before?.tagName === "LI") before.append(list);
  }
}

/** The title of the page is the article's: what was a first heading becomes a second, and the others follow. */
function headings(body: HTMLElement): void {
  body.querySelectorAll("p.MsoTitle, p.Title, p.title").forEach((each) => rename(each, "h1"));
  const step = body.querySelector("h1") ? 1 : 0;
  for (const each of [...body.querySelectorAll("h1, h2, h3, h4, h5, h6")]) {
    if (!each.textContent?.trim() && !each.querySelector("img")) each.remove();
    else rename(each, `h${Math.min(4, Number(each.tagName[1]) + step)}`);
  }
  body.querySelectorAll("h2 :is(b, strong), h3 :is(b, strong), h4 :is(b, strong)").forEach(unwrap);
}

/** Cells hold words instead of paragraphs of one; a first row that is bold throughout is the row of headings. */
function tables(body: HTMLElement): void {
  for (const cell of body.querySelectorAll("td, th")) {
    const parts = [...cell.children].filter((each) => each.textContent?.trim() || each.querySelector("img"));
    if (parts.length === 1 && parts[0]!.tagName === "P" && cell.textContent!.trim() === parts[0]!.textContent!.trim()) cell.replaceChildren(...parts[0]!.childNodes);
  }
  for (const table of body.querySelectorAll("table")) {
    const cells = [...(table.querySelector("tr")?.querySelectorAll("td") ?? [])];
    const isBold = (cell: Element): boolean => [...cell.querySelectorAll("b, strong")].map((each) => each.textContent).join("").trim() === cell.textContent!.trim();
    if (!cells.length || !cells.some((cell) => cell.textContent!.trim()) || !cells.every((cell) => isBold(cell) || cell.closest("thead"))) continue;
    for (const cell of cells) {
      cell.querySelectorAll("b, strong").forEach(unwrap);
      rename(cell, "th");
    }
  }
}

const KNOWN = new Set("A ASIDE B BLOCKQUOTE BR CODE DEL EM FIGCAPTION H2 H3 H4 HR I IMG LI OL P PRE S STRONG SUB SUP TABLE TBODY TD TFOOT TH THEAD TR U UL VAR".split(" "));

/** Elements of theirs (o:p, st1:place, font, section) leave their words; a <div> with words of its own is a paragraph. */
function foreignElements(body: HTMLElement): void {
  for (const each of [...body.querySelectorAll("*")]) {
    if (each.tagName === "A" && !each.getAttribute("href")) unwrap(each);
    else if (each.tagName === "A" && /^(?:#|file:)/i.test(each.getAttribute("href")!)) unwrap(each);
    else if (each.tagName === "DIV" && each.textContent?.trim() && !each.querySelector("p, div, ul, ol, table, h2, h3, h4, blockquote, pre")) rename(each, "p");
    else if (!KNOWN.has(each.tagName)) unwrap(each);
  }
}

const KEPT: Record<string, string[]> = { A: ["href"], IMG: ["src", "alt"], TD: ["colspan", "rowspan"], TH: ["colspan", "rowspan"], OL: ["start"], VAR: ["data-from"] };

function attributes(body: HTMLElement): void {
  for (const each of body.querySelectorAll("*")) {
    const kept = KEPT[each.tagName] ?? [];
    for (const { name, value } of [...each.attributes]) {
      if (!kept.includes(name) || (/span$/.test(name) && value === "1")) each.removeAttribute(name);
    }
  }
}

/** Spaces that only held a place go, and so do paragraphs that held nothing else. */
function spaces(body: HTMLElement): void {
  const walk = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode;
    if (!text.parentElement?.closest("pre")) text.nodeValue = text.nodeValue!.replace(/[ \t\r\n\u00a0]+/g, " ");
  }
  for (const each of [...body.querySelectorAll("p, li, span, strong, em, b, i, u, s, sup, sub, a")].reverse()) {
    if (!each.textContent?.trim() && !each.querySelector("img, br, ul, ol, table")) each.replaceWith(each.textContent ? " " : "");
  }
  body.querySelectorAll("p > br:only-child").forEach((each) => each.parentElement!.textContent?.trim() || each.parentElement!.remove());
  for (const each of [...body.querySelectorAll("br")]) if (isBlock(each.previousSibling) && isBlock(each.nextSibling)) each.remove();
  for (const each of [...body.childNodes]) if (each.nodeType === Node.TEXT_NODE && !each.nodeValue!.trim()) each.remove();
}

/** Whether a line begins or ends there by itself, without a <br>. */
function isBlock(beside: ChildNode | null): boolean {
  if (beside?.nodeType === Node.TEXT_NODE && !beside.nodeValue!.trim()) return true;
  return beside === null || /^(?:P|UL|OL|TABLE|H[2-4]|BLOCKQUOTE|PRE|HR|BR)$/.test(beside.nodeName);
}

function unwrap(element: Element): void {
  element.replaceWith(...element.childNodes);
}

function rename(element: Element, tag: string): void {
  const other = element.ownerDocument.createElement(tag);
  other.append(...element.childNodes);
  for (const { name, value } of [...element.attributes]) other.setAttribute(name, value);
  element.replaceWith(other);
}
