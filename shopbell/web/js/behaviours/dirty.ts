// A form that says `data-dirty` asks before what was typed in it is left behind.

const isDirty = (form: Element): boolean => form.hasAttribute("data-is-dirty");

document.addEventListener("input", (event) => {
  (event.target as Element).closest("form[data-dirty]")?.setAttribute("data-is-dirty", "");
});
for (const name of ["submit", "reset"]) {
  document.addEventListener(name, (event) => (event.target as Element).removeAttribute("data-is-dirty"));
}

window.addEventListener("beforeunload", (event) => {
  if ([...document.forms].some(isDirty)) event.preventDefault();
});
