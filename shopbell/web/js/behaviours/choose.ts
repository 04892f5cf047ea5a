// <button data-fill='{"login": "ada@…", "password": "…"}'> fills a form in and sends it: the demo's sign-ins.

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-fill]");
  const form = document.querySelector<HTMLFormElement>(button?.dataset.fillForm ?? "form");
  if (!button || !form) return;
  const values: Record<string, string> = JSON.parse(button.dataset.fill!);
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value;
  }
  form.requestSubmit();
});
