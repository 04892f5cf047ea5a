// Where something is put into a text. A block that was put in stays chosen; what comes next goes after it, be it another
// block, words that are typed, or what is pasted.

import type { Content, Editor } from "@tiptap/core";
import { NodeSelection, TextSelection } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";

/** From a block that is chosen into the line after it, which is made where there is no empty one. */
export function stepPast(view: EditorView): void {
  const { selection, schema, tr } = view.state;
  if (!(selection instanceof NodeSelection) || !selection.node.isBlock || !selection.node.isAtom) return;
  const line = schema.nodes.paragraph!;
  const next = tr.doc.nodeAt(selection.to);
  if (next?.type !== line || next.content.size) tr.insert(selection.to, line.create());
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, selection.to + 1)));
}

export function put(editor: Editor, content: Content): void {
  stepPast(editor.view);
  editor.chain().focus().insertContent(content, { parseOptions: { preserveWhitespace: false } }).run();
}
