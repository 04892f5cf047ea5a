/** Show what was chosen in `box` before it is sent, let single files be taken off, and say at once which is empty, too large
    or a program; the others stay. */
export function showPhotos(box: HTMLInputElement, form: HTMLFormElement): void {
  const isPhotos = "photos" in box.dataset;
  const most = Number(form.dataset.mostBytes);
  const programs = form.dataset.programs!.split(" ");
  const previews = document.createElement("div");
  const told = document.createElement("p");
  let chosen: File[] = [];
  previews.className = "previews";
  told.className = "error";
  told.setAttribute("role", "alert");
  told.hidden = true;
  box.after(previews, told);

  /** Words of the page about `file`. */
  const say = (words: string, file: File): string => words.replace("{name}", () => file.name);

  function add(files: Iterable<File>): void {
    const refused: string[] = [];
    for (const file of files) {
      const size = [...chosen, file].reduce((sum, each) => sum + each.size, 0);
      if (!file.size) refused.push(say(form.dataset.empty!, file));
      else if (programs.some((ending) => file.name.toLowerCase().endsWith(`.${ending}`))) refused.push(say(form.dataset.program!, file));
      else if (size > most) refused.push(say(form.dataset.tooLarge!, file));
      else chosen.push(file);
    }
    told.textContent = refused.join(" ");
    told.hidden = !refused.length;
    draw();
  }

  function draw(): void {
    const kept = new DataTransfer();
    for (const file of chosen) kept.items.add(file);
    box.files = kept.files;
    for (const picture of previews.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
    previews.replaceChildren(...chosen.map(figure));
  }

  function figure(file: File): HTMLElement {
    const shown = document.createElement("figure");
    const name = document.createElement("figcaption");
    const remove = document.createElement("button");
    name.textContent = file.name;
    name.dir = "auto";
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", say(form.dataset.remove!, file));
    remove.addEventListener("click", () => {
      chosen = chosen.filter((each) => each !== file);
      draw();
      box.focus();
    });
    shown.append(face(file), name, remove);
    return shown;
  }

  function face(file: File): HTMLElement {
    const picture = document.createElement("img");
    const none = document.createElement("span");
    none.className = "no-picture";
    if (!file.type.startsWith("image/")) return none;
    picture.src = URL.createObjectURL(file);
    picture.alt = "";
    picture.onerror = () => picture.replaceWith(none); // HEIC, in most browsers
    return picture;
  }

  box.addEventListener("change", () => add([...(box.files ?? [])]));
  if (isPhotos) previews.after(camera(form.dataset.take!, add));
}

/** A second button that opens a phone's camera at once; a computer does not show it. */
function camera(words: string, add: (files: Iterable<File>) => void): HTMLElement {
  const label = document.createElement("label");
  const input = document.createElement("input");
  label.className = "button take-photo";
  input.type = "file";
  input.accept = "image/*";
  input.setAttribute("capture", "environment");
  input.addEventListener("change", () => {
    add([...(input.files ?? [])]);
    input.value = "";
  });
  label.append(words, input);
  return label;
}
