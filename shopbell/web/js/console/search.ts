// The search page by keyboard: "/" goes to its box from anywhere, arrows walk through what was found.

import { onKey } from "../keys";

const box = (): HTMLInputElement | null => document.querySelector("[data-search-box]");
const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-found] [data-found-row]")];

onKey("search", () => {
  const field = box();
  if (!field) return location.assign("/desk/search/");
  field.focus();
  field.select();
});

document.addEventListener("keydown", (event) => {
  const target = event.target as Element;
  const isInBox = target === box();
  if (event.defaultPrevented || event.isComposing || (!isInBox && !target.closest?.("[data-found]"))) return;
  const all = rows();
  const at = all.indexOf(target as HTMLElement);
  const isDown = event.key === "ArrowDown" || (!isInBox && event.key === "j");
  const isUp = event.key === "ArrowUp" || (!isInBox && event.key === "k");
  if ((!isDown && !isUp) || event.ctrlKey || event.metaKey || event.altKey || (isUp && isInBox)) return;
  event.preventDefault();
  const next = isDown ? all[Math.min(all.length - 1, at + 1)] : at > 0 ? all[at - 1] : box();
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
});
