/* The mark of each kind of answer: lines on a field of 24. */

import { icon } from "../frame/element";

const DRAWINGS: Record<string, string> = {
  article: "M5 3h14v18H5zM9 8h6M9 12h6M9 16h3",
  policy: "M12 4v16M8 20h8M5 7h14M6 7l-3 7a3 3 0 0 0 6 0zM18 7l-3 7a3 3 0 0 0 6 0z",
  guide: "M12 21v-7M12 14l-6-6V4M12 14l6-6V4M3 7l3-3 3 3M15 7l3-3 3 3",
  topic: "M3 4h13v9H9l-4 4v-4H3zM19 9h2v9h-2v3l-3-3h-5v-2",
};

export function markOf(kind: string): SVGElement {
  return icon("device", DRAWINGS[kind] ?? DRAWINGS.article!);
}
