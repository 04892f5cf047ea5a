/* Making elements. Text always goes in as text, never as HTML. */

type Child = Node | string | null | undefined | false;
type Listener = (event: never) => void;

/** `<tag>` with attributes (a function listens to the event of its name) and children. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string | number | boolean | Listener | null | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value as EventListener);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => child != null && child !== false));
  return element;
}

const SHAPES = {
  chat: "M4 5h16v11H9l-5 4z",
  mail: "M3 6h18v12H3zM3 7l9 6 9-6",
  back: "M15 5l-7 7 7 7",
  next: "M9 6l6 6-6 6",
  close: "M6 6l12 12M18 6L6 18",
  send: "M12 20V5M5 12l7-7 7 7",
  clip: "M19 11.500l-7.800 7.800a4.600 4.600 0 0 1-6.500-6.500L13 4.500a3.100 3.100 0 0 1 4.400 4.400L9.100 17.200a1.500 1.500 0 0 1-2.200-2.200l7.600-7.600",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  device: "M7 3h10v18H7zM11 17.500h2",
};

export type Shape = keyof typeof SHAPES;

export function icon(shape: Shape): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon icon-${shape}`);
  path.setAttribute("d", SHAPES[shape]);
  svg.append(path);
  return svg;
}
