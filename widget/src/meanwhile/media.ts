/* What the shop chose to show. Films and sounds wait for a click, and fetch nothing before it; one plays at a time. */

import { h } from "../frame/element";
import type { Medium } from "./wire";

export function mediumOf(medium: Medium, more: string): HTMLElement {
  const { title, text, link } = medium;
  return h("article.chat-card", {},
    h("h3", { dir: "auto" }, title),
    drawingOf(medium),
    text && h("span", { dir: "auto" }, text),
    link && h("a", { href: link, target: "_blank", rel: "noopener noreferrer", "aria-label": `${more}: ${title}` }, more),
  );
}

function drawingOf({ kind, title, description, src, poster, captions }: Medium): HTMLElement | null {
  if (kind === "picture") return h("img.still", { src, alt: description, loading: "lazy" });
  if (kind === "text") return null;
  const label = [title, description].filter(Boolean).join(". ");
  const caption = description && h("figcaption.quiet", { dir: "auto" }, description);
  if (kind === "sound") return h("figure", {}, h("audio", { src, controls: "", preload: "none", "aria-label": label, play: alone }), caption);
  const film = h("video", { src, controls: "", preload: "none", playsinline: "", "aria-label": label, play: alone, ...(poster && { poster }) });
  if (captions) film.append(h("track", { kind: "captions", src: captions, default: "" }));
  return h("figure", {}, film, caption);
}

/** Whatever else plays stops: two at once are heard as noise. */
function alone({ target }: Event): void {
  for (const each of document.querySelectorAll<HTMLMediaElement>("video, audio")) if (each !== target) each.pause();
}
