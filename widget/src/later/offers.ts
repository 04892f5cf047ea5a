/* Answers while a question is written: their script is fetched with the first letter. */

type Offers = typeof import("../offers");

const OFFERS = "./offers.js";

export function offerAnswers(form: HTMLFormElement, ...more: Parameters<Offers["offerAnswers"]> extends [unknown, ...infer Rest] ? Rest : never): void {
  const begin = async (): Promise<void> => ((await import(OFFERS)) as Offers).offerAnswers(form, ...more);
  if (form.querySelector("textarea")!.value) void begin();
  else form.addEventListener("input", begin, { once: true });
}
