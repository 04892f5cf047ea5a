const PAUSE = 200; // ms without a key, until the shop is asked

/** Offer the shop's products below `box` while one is typed. Without an answer it takes any words, as it does anyway. */
export function offerProducts(box: HTMLInputElement, form: HTMLFormElement): void {
  const list = document.createElement("datalist");
  let asking = new AbortController();
  let pause = 0;
  list.id = `${box.id}-products`;
  box.after(list);
  box.setAttribute("list", list.id);

  async function ask(): Promise<void> {
    asking.abort();
    asking = new AbortController();
    const url = `${form.dataset.products!}?${new URLSearchParams({ text: box.value })}`;
    try {
      const answer = await fetch(url, { signal: asking.signal });
      if (!answer.ok) return;
      const { products } = (await answer.json()) as { products: string[] };
      list.replaceChildren(...products.map((name) => new Option(name, name)));
    } catch {
      return; // it was asked anew, or nobody answers: words will do
    }
  }

  box.addEventListener("input", () => {
    window.clearTimeout(pause);
    pause = window.setTimeout(() => void ask(), PAUSE);
  });
}
