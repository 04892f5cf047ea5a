// The parts of an address are called as in the country that is chosen, at once: a ZIP code in the United States.
// <div data-called='{"": "Postcode", "US": "ZIP code"}'><label>…: by its code, below "" what all others say.

document.addEventListener("change", ({ target }) => {
  if (!(target instanceof HTMLSelectElement) || target.name !== "country") return;
  for (const part of target.form?.querySelectorAll<HTMLElement>("[data-called]") ?? []) {
    const words: Record<string, string> = JSON.parse(part.dataset.called!);
    part.querySelector("label")!.textContent = words[target.value] ?? words[""]!;
  }
});
