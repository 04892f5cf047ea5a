// A thin line at the top while an answer takes longer than a moment; refetches of the live screen do not count.

let waiting = 0;

function count(step: number): (event: Event) => void {
  return (event) => {
    if ((event.target as Element | null)?.hasAttribute?.("data-live-url")) return;
    waiting = Math.max(0, waiting + step);
    document.querySelector("[data-waiting]")?.classList.toggle("is-on", waiting > 0);
  };
}

document.addEventListener("htmx:beforeSend", count(1));
document.addEventListener("htmx:afterRequest", count(-1));
