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

const STYLES: Record<string, Intl.DateTimeFormatOptions> = {
  exact: { dateStyle: "medium", timeStyle: "short" },
  day: { weekday: "long", month: "long", day: "numeric", minute: "2-digit" }, // within a sentence
};

/** Moments that a page says by the clock that is known of its reader, which names its zone, are said by this browser's: in
    the page's language, as the reader's region writes it. */
function tellMoments(): void {
  const { lang } = document.documentElement;
  const region = navigator.languages.find((each) => each.split("-")[0] === lang.split("-")[0]) ?? lang;
  const isOf24 = new Intl.DateTimeFormat(region, { hour: "numeric" }).resolvedOptions().hourCycle === "h23";
  STYLES.day!.hour = isOf24 ? "2-digit" : "numeric"; // 02:00, 2:00 AM
  for (const place of document.querySelectorAll<HTMLTimeElement>("time[data-own-clock]")) {
    place.title = place.textContent;
    place.textContent = new Intl.DateTimeFormat(region, STYLES[place.dataset.ownClock!]).format(new Date(place.dateTime));
    place.removeAttribute("data-own-clock");
  }
}
