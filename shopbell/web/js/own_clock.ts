/** Hours that a page, which readers share, says by the shop's clock are said by the reader's own: each is asked for once, also
    where two scripts of a page care for them. */
export async function tellByOwnClock(): Promise<void> {
  tellMoments();
  const zone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone);
  await Promise.all(
    [...document.querySelectorAll<HTMLElement>("[data-opening]")].map(async (place) => {
      const address = place.dataset.opening!;
      place.removeAttribute("data-opening");
      const answer = await fetch(`${address}&zone=${zone}`).catch(() => null);
      if (!answer?.ok) return; // the shop's clock stays, with its zone
      const { opening } = (await answer.json()) as { opening: string };
      if (opening) place.textContent = opening;
    }),
  );
}

/** Moments that a page says by the clock that is known of its reader, which names its zone, are said by this browser's. */
function tellMoments(): void {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  for (const place of document.querySelectorAll<HTMLTimeElement>("time[data-own-clock]")) {
    place.title = place.textContent;
    place.textContent = format.format(new Date(place.dateTime));
    place.removeAttribute("data-own-clock");
  }
}
