// Files that are dragged onto a place: it says that it takes them, and hands them on.

export function takeDrops(area: HTMLElement, take: (files: FileList) => void): void {
  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  area.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    area.classList.add("is-dropping");
  });
  area.addEventListener("dragleave", (event) => {
    if (!area.contains(event.relatedTarget as Node | null)) area.classList.remove("is-dropping");
  });
  area.addEventListener("drop", (event) => {
    area.classList.remove("is-dropping");
    if (!carriesFiles(event) || event.defaultPrevented) return;
    event.preventDefault();
    take(event.dataTransfer!.files);
  });
}
