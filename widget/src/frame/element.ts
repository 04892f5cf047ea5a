/* Making elements. Text always goes in as text, never as HTML. */

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | ((event: never) => void)>;

type TagOf<Name extends string> = (Name extends `${infer Tag}.${string}` ? Tag : Name) & keyof HTMLElementTagNameMap;
type Named<Name extends string> = HTMLElementTagNameMap[TagOf<Name>];

const PICTURES = "http://www.w3.org/2000/svg";

/** An element of `name`, a tag with its classes as in "p.quiet", with attributes and children. */
export function h<Name extends string>(name: Name, attributes: Attributes = {}, ...children: Child[]): Named<Name> {
  const [tag, ...classes] = name.split(".");
  const element = dress(document.createElement(tag as TagOf<Name>), attributes);
  element.classList.add(...classes);
  fill(element, ...children);
  return element as Element as Named<Name>;
}

/** Give `element` attributes; a function listens to the event of its name. */
export function dress<Kind extends Element>(element: Kind, attributes: Attributes): Kind {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value as EventListener);
    else element.setAttribute(name, value as string);
  }
  return element;
}

/** Put `children`, those that there are, in the place of what `element` held. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children.filter(Boolean) as (Node | string)[]);
}

/** A button that sends no form; `look` is its classes, as in ".link". */
export function button(look: string, click: () => void, ...children: Child[]): HTMLButtonElement {
  return h(`button${look}` as "button", { type: "button", click }, ...children);
}

/** A button that shows a picture, and says `name` to those who do not see it. */
export function iconButton(look: string, shape: Shape, name: string, click: () => void): HTMLButtonElement {
  return dress(button(look, click, icon(shape)), { "aria-label": name });
}

const SHAPES = {
  chat: "M4 5h16v11H9l-5 4z",
  mail: "M3 6h18v12H3zM3 7l9 6 9-6",
  back: "M15 5l-7 7 7 7",
  next: "M9 6l6 6-6 6",
  close: "M6 6l12 12M18 6L6 18",
  send: "M12 20V5M5 12l7-7 7 7",
  clip: "M17 7v9a5 5 0 0 1-10 0V6a3 3 0 0 1 7 0v9a1 1 0 0 1-3 0V8",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
};

export type Shape = keyof typeof SHAPES | "device" | "phone"; // of the last two, who uses them has the drawing

export function icon(shape: Shape, drawing: string = SHAPES[shape as keyof typeof SHAPES]): SVGElement {
  const path = dress(document.createElementNS(PICTURES, "path"), { d: drawing });
  const svg = dress(document.createElementNS(PICTURES, "svg"), { viewBox: "0 0 24 24", "aria-hidden": "true", class: `icon icon-${shape}` });
  svg.append(path);
  return svg;
}
