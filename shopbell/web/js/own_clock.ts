/** Hours that a page, which readers share, says by the shop's clock are said by the reader's own. */
export async function tellByOwnClock(): Promise<void> {
  const zone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone);
  await Promise.all(
    [...document.querySelectorAll<HTMLElement>("[data-opening]")].map(async (place) => {
      const answer = await fetch(`${place.dataset.opening}&zone=${zone}`).catch(() => null);
      if (!answer?.ok) return; // the shop's clock stays, with its zone
      const { opening } = (await answer.json()) as { opening: string };
      if (opening) place.textContent = opening;
    }),
  );
}
