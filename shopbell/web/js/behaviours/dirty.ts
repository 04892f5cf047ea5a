// A form that says `data-dirty` asks before what was typed in it is left behind, also what was typed before this ran.

const WORDS = "textarea, input:not([type]), input[type=text]";
const isDirty = (form: Element): boolean => form.hasAttribute("data-is-dirty");

for (const field of document.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>(`form[data-dirty] :is(${WORDS})`)) {
  if (field.value !== field.defaultValue) field.form!.setAttribute("data-is-dirty", "");
}

document.addEventListener("input", (event) => {
  (event.target as Element).closest("form[data-dirty]")?.setAttribute("data-is-dirty", "");
});
for (const name of ["submit", "reset"]) {
  document.addEventListener(name, (event) => (event.target as Element).removeAttribute("data-is-dirty"));
}

window.addEventListener("beforeunload", (event) => {
  if ([...document.forms].some(isDirty)) event.preventDefault();
});
