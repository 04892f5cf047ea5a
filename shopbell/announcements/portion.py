"""The mails to those who subscribed, in portions: what is wrong goes before what is new.

The portion of each kind is one transaction: its notes go, and its letters wait to be sent, or neither. So that
whatever is killed in between, nobody is told twice. A portion a minute is as much as the provider of the mail bears.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from shopbell.channels.email.sending.suppression import why_suppressed
from shopbell.core.lock import try_until_commit
from shopbell.helpcenter.centre import HelpCentre, speak

from .telling import UpdateMail, mail_update
from .telling_news import NewsMail, mail_news


def mail_portion(most: int | None = None) -> int:
    """Mail the oldest notes, as many as a minute bears; returns how many. Nothing while another worker does it.

    What is wrong is mailed and kept before what is new: news that cannot be written holds up no outage.
    """
    most = settings.STATUS_MAILS_A_MINUTE if most is None else most
    updates = UpdateMail.objects.select_related("subscription", "update__incident")
    sent = _mail_oldest(updates, mail_update, most)
    news = NewsMail.objects.select_related("subscription", "announcement")
    return sent + _mail_oldest(news.prefetch_related("announcement__texts"), mail_news, most - sent)


@transaction.atomic
def _mail_oldest(due: Any, mail: Callable[[Any, str], None], most: int) -> int:
    if not try_until_commit("mails of the status page"):
        return 0
    notes = list(due.order_by("pk")[:most])
    for note in notes:
        if why_suppressed(note.subscription.address):
            continue
        with translation.override(translation.get_language()):
            language = HelpCentre.current().nearest(note.subscription.language)
            speak(language)
            mail(note, language)
    due.model.objects.filter(pk__in=[note.pk for note in notes]).delete()
    return len(notes)
