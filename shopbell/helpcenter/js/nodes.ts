// What stands in an article besides words, lists and tables; each is read from and written as the HTML of body.py.

import { mergeAttributes, Node } from "@tiptap/core";
import Image from "@tiptap/extension-image";
import { OrderedList } from "@tiptap/extension-list";

/** Numbered lines; with `class="steps"` steps, one after the other. */
export const Steps = OrderedList.extend({
  addAttributes() {
    return { ...this.parent?.(), class: { default: null, parseHTML: (element) => (element.classList.contains("steps") ? "steps" : null) } };
  },
});

/** What is set apart: a tip, or a warning. */
export const Aside = Node.create({
  name: "aside",
  group: "block",
  content: "block+",
  defining: true,
  addAttributes: () => ({ class: { default: "tip", parseHTML: (element) => (element.classList.contains("warning") ? "warning" : "tip") } }),
  parseHTML: () => [{ tag: "aside" }],
  renderHTML: ({ HTMLAttributes }) => ["aside", mergeAttributes(HTMLAttributes), 0],
});

/** A value of a policy: written in anew whenever the page is shown. */
export const Value = Node.create({
  name: "value",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: () => ({
    from: { default: "", parseHTML: (element) => element.dataset.from ?? "", renderHTML: ({ from }) => ({ "data-from": from as string }) },
    text: { default: "", parseHTML: (element) => element.textContent, renderHTML: () => ({}) },
  }),
  parseHTML: () => [{ tag: "var[data-from]" }],
  renderHTML: ({ node, HTMLAttributes }) => ["var", mergeAttributes(HTMLAttributes), node.attrs.text as string],
});

/** A product of the shop: shown with picture, price and stock as they are when the page is read. */
export const Product = Node.create({
  name: "product",
  group: "block",
  atom: true,
  addAttributes: () => ({
    key: { default: "", parseHTML: (element) => element.dataset.product ?? "", renderHTML: ({ key }) => ({ "data-product": key as string }) },
    name: { default: "", parseHTML: (element) => element.textContent?.trim() ?? "", renderHTML: () => ({}) },
  }),
  parseHTML: () => [{ tag: "figure[data-product]" }],
  renderHTML: ({ node, HTMLAttributes }) => ["figure", mergeAttributes(HTMLAttributes), node.attrs.name as string],
});

/** A picture of the help centre; others would tell a stranger who reads, and go when the text is kept. */
export const Picture = Image.configure({ allowBase64: false });
