/** Offer answers while somebody writes into the contact form; then no page has to do it before the form is sent. They have a room that
    is kept for them, so that nothing moves below who is about to press it. */
import { offerAnswers } from "../offers/list";

export function offersOn(form: HTMLFormElement): void {
  const room = form.querySelector("[data-offers-room]");
  if (!room) return; // none can come
  (form.elements.namedItem("offered") as HTMLInputElement).value = "1";
  const page = new URLSearchParams(location.search).get("page") ?? document.referrer;
  offerAnswers(form, call, () => ({ page }));
  room.prepend(...form.querySelectorAll(".offers, .offers-said"));
  room.classList.add("is-kept"); // for browsers that do not say in their styles that they run scripts

  /** Ask the desk below the address of the contact form, whose answers they are. */
  async function call<Answer>(name: string, body?: object): Promise<Answer> {
    const answer = await fetch(new URL(name, new URL(form.dataset.door!, location.href)), {
      method: "POST",
      keepalive: name === "offer-told", // although the form goes off at once
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
    });
    if (!answer.ok) throw Error(answer.statusText);
    return answer.json() as Promise<Answer>;
  }
}
