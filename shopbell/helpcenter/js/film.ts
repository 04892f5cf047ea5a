// A film in an article: its address or file, what it shows, its still picture and its captions.

import { mergeAttributes, Node, type Editor } from "@tiptap/core";
import { ask, type Field } from "./dialog";
import type { Kept } from "./files";
import { put } from "./putting";

type Say = (english: string) => string;
type Keep = ((file: File) => Promise<Kept | string>) | undefined; // of who may keep files

const ADDRESS = "https?://(.*[.])?(youtube[.]com|youtu[.]be|vimeo[.]com)/.+";

const read = (name: string) => (element: HTMLElement): string | null => element.getAttribute(`data-${name}`);
const written = (name: string) => (attributes: Record<string, unknown>): object => (attributes[name] ? { [`data-${name}`]: attributes[name] } : {});
const beside = (name: string): object => ({ default: null, parseHTML: read(name), renderHTML: written(name) });

/** A film: a file of the help centre, or a page of YouTube or Vimeo that readers are asked about first. */
export const Film = Node.create({
  name: "film",
  group: "block",
  atom: true,
  addAttributes: () => ({
    video: { default: "", parseHTML: read("video"), renderHTML: written("video") },
    still: beside("still"),
    captions: beside("captions"),
    name: { default: "", parseHTML: (element) => element.textContent?.trim() ?? "", renderHTML: () => ({}) },
  }),
  parseHTML: () => [{ tag: "figure[data-video]" }],
  renderHTML: ({ node, HTMLAttributes }) => ["figure", mergeAttributes(HTMLAttributes), node.attrs.name as string],
});

/** Asks for the page of a film on another site, and puts it in. */
export async function putForeignFilm(editor: Editor, say: Say, keep: Keep): Promise<void> {
  const address = { name: "video", label: say("Address of the film on YouTube or Vimeo"), pattern: ADDRESS, required: true };
  const said = await ask(say("Film of YouTube or Vimeo"), [address, ...about({}, true, say, keep)], say, keep);
  if (said) put(editor, { type: "film", attrs: said });
}

/** Puts a film of the shop in, and asks what it shows. */
export async function putOwnFilm(editor: Editor, video: string, say: Say, keep: Keep): Promise<void> {
  const said = await ask(say("Film"), about({}, false, say, keep), say, keep);
  put(editor, { type: "film", attrs: { video, ...said } });
}

/** Asks the same of the film that is chosen. */
export async function describeFilm(editor: Editor, say: Say, keep: Keep): Promise<void> {
  const attributes = editor.getAttributes("film") as Record<string, string>;
  const said = await ask(say("Film"), about(attributes, !attributes.video!.startsWith("/"), say, keep), say, keep);
  if (said) editor.chain().focus().updateAttributes("film", said).run();
}

/** Captions are of the shop's own films alone: another site has those of its own. */
function about({ name, still, captions }: Record<string, string>, isForeign: boolean, say: Say, keep: Keep): Field[] {
  const fields: Field[] = [{ name: "name", label: say("What the film shows"), value: name, required: isForeign }];
  if (keep) fields.push({ name: "still", label: say("Still picture, until it plays"), value: still ?? "", accept: "image/*" });
  if (keep && !isForeign) fields.push({ name: "captions", label: say("Captions as WebVTT, for people who cannot hear it"), value: captions ?? "", accept: ".vtt" });
  return fields;
}
