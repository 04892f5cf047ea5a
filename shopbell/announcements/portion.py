"""The mails to those who subscribed, in portions: what is wrong goes before what is new.

A portion is one transaction: its notes go, and its letters wait to be sent, or neither. So that whatever is killed in
between, nobody is told twice. A portion a minute is as much as the provider of the mail bears.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.utils import translation

from shopbell.channels.email.sending.suppression import why_suppressed
from shopbell.core.lock import try_until_commit
from shopbell.helpcenter.centre import HelpCentre, speak

from .telling import UpdateMail, mail_update
from .telling_news import NewsMail, mail_news

log = logging.getLogger(__name__)


@transaction.atomic
def mail_portion(most: int | None = None) -> int:
    """Mail the oldest notes, as many as a minute bears; returns how many. Nothing while another worker does it.

    What cannot be written is logged, waits for the next minute, and holds up nothing else.
    """
    if not try_until_commit("mails of the status page"):
        return 0
    most = settings.STATUS_MAILS_A_MINUTE if most is None else most
    updates = UpdateMail.objects.select_related("subscription", "update__incident")
    sent = _mail_each(updates, "update", mail_update, most)
    news = NewsMail.objects.select_related("subscription", "announcement").prefetch_related(
        "announcement__texts"
    )
    return sent + _mail_each(news, "announcement", mail_news, most - sent)


def _mail_each(due: Any, of: str, mail: Callable[[Any, str], None], most: int) -> int:
    """Mail the notes of each update or announcement, the one that was noted first before the others."""
    sent = 0
    noted_first = due.order_by().values(of).annotate(first=Min("pk")).order_by("first")
    for number in noted_first.values_list(of, flat=True):
        if sent >= most:
            break
        try:
            with transaction.atomic():
                sent += _mail_oldest(due.filter(**{of: number}), mail, most - sent)
        except Exception:
            log.exception("the mails of %s %s could not be written", of, number)
    return sent


def _mail_oldest(due: Any, mail: Callable[[Any, str], None], most: int) -> int:
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
