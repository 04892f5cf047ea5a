"""Telling those who subscribed to news: each announcement is noted once for each, some minutes after it is shown.

It is told once whatever becomes of it later: written anew, taken back or brought back, it is not mailed again. What
carries a date of long ago, as news of an older blog do, is read and not mailed.
"""

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from shopbell.accounts.letter import write_to_shopper
from shopbell.core.unsubscribe import Mailing, add_mailing, unsubscribe_address, unsubscribe_headers
from shopbell.helpcenter.body import filled, text_of_body
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.living_links import with_living_links
from shopbell.helpcenter.variables import filler
from shopbell.portal.frame import unsubscribe_page

from .address import address_of
from .announcement import Announcement
from .publishing import TOLD_AFTER
from .subscription import Subscription, leave
from .telling import BATCH, foot

MAILING = "news"
OLD = timedelta(days=7)
OWN_LINK = re.compile(r'(<a [^>]*?href=")/(?!/)')


class NewsMail(models.Model):
    """That an announcement is to be mailed to somebody; it goes when it was."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="news_mails")
    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="mails")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "subscription"], name="news_mailed_once")
        ]


def note_news(now: datetime) -> int:
    """Note what is shown since some minutes for everybody who wants to hear of it; returns how many notes there are."""
    due = Announcement.objects.shown(now - TOLD_AFTER).filter(told_at=None)
    return sum(_note(pk, now) for pk in due.order_by("publish_at").values_list("pk", flat=True))


@transaction.atomic
def _note(announcement_id: int, now: datetime) -> int:
    """The row decides between taking it back and telling of it: whoever holds it first."""
    shown = Announcement.objects.shown(now - TOLD_AFTER).select_for_update()
    found = shown.filter(pk=announcement_id, told_at=None).first()
    if found is None:
        return 0
    found.told_at = now
    found.save(update_fields=["told_at"])
    if found.publish_at < now - OLD:
        return 0
    wanted = Subscription.objects.to_news().order_by("pk").values_list("pk", flat=True)
    notes = (NewsMail(subscription_id=pk, announcement=found) for pk in wanted.iterator(BATCH))
    return len(NewsMail.objects.bulk_create(notes, batch_size=BATCH, ignore_conflicts=True))


def mail_news(note: NewsMail, language: str) -> None:
    """Write the letter of `note` in `language` of the centre, which speaks now; none of what was taken back."""
    subscription, announcement = note.subscription, note.announcement
    chain = HelpCentre.current().chain(language)
    text = announcement.text_in(chain)
    if text is None or not announcement.is_shown(timezone.now()):
        return
    who = str(subscription.pk)
    html = with_living_links(filled(text.body, filler(text.language)))
    parts = [
        text.title,
        text.summary,
        text_of_body(OWN_LINK.sub(rf"\g<1>{settings.SITE_URL}/", html)),
        settings.SITE_URL + address_of(announcement, text, chain[0]),
        foot(unsubscribe_address(MAILING, who)),
    ]
    letter = "\n\n".join(filter(None, parts))
    write_to_shopper(subscription.address, text.title, letter, unsubscribe_headers(MAILING, who))


def install() -> None:
    words, back = (
        gettext_lazy("Mails with news"),
        gettext_lazy("You can ask for them again on the page of news."),
    )
    add_mailing(Mailing(MAILING, words, leave, back, unsubscribe_page))
