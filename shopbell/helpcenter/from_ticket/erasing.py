"""What is kept of a customer in texts that were taken of their tickets. They go at once.

An article that quotes them is marked before, since nothing leads from it to them afterwards, and so is a draft, which
is not published as it is (`gate.py`). What was laid aside with their words goes with them.
"""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shopbell.customers.customer import Customer
from shopbell.customers.erasure import Doomed, Part

from ..stale import raise_doubt
from ..stale_sign import StaleKind
from .gate import IN_DRAFT
from .quote import quotes_in
from .quote_consent import QuoteConsent
from .ticket_text import TicketText


def _taken(doomed: Doomed) -> list[TicketText]:
    """What was taken of their tickets in the customer's own words."""
    texts = TicketText.objects.filter(customer__in=doomed.ids).exclude(quoted="")
    return list(texts.select_related("article"))


def _quoting(text: TicketText, rows: QuerySet[Any]) -> list[Any]:
    """Those of `rows`, which have words of its article, that quote it."""
    return [row for row in rows.filter(language=text.language) if quotes_in(row.body, text.quoted)]


def mark_quotes(doomed: Doomed) -> None:
    for text in _taken(doomed):
        if _quoting(text, text.article.texts.all()):
            raise_doubt(text.article, text.language, StaleKind.ERASED, str(text.pk))
        if _quoting(text, text.article.drafts.all()):
            raise_doubt(text.article, text.language, StaleKind.ERASED, f"{IN_DRAFT}{text.pk}")
        for row in _quoting(text, text.article.dropped_drafts.all()):
            row.delete()
        _unschedule(text)
    TicketText.objects.filter(customer__in=doomed.ids).delete()
    QuoteConsent.objects.filter(customer__in=doomed.ids).delete()


def _unschedule(text: TicketText) -> None:
    """What is to be published at a moment and quotes it goes at once, where the draft says something else by now."""
    drafts = text.article.drafts.filter(language=text.language, scheduled__isnull=False)
    quoting = [each.pk for each in drafts if quotes_in(each.scheduled["body"], text.quoted)]
    drafts.filter(pk__in=quoting).update(scheduled=None, publish_at=None, scheduled_by=None)


def goes(doomed: Doomed) -> list[str]:
    count = QuoteConsent.objects.filter(customer__in=doomed.ids).count()
    return (
        [_("What they said about being quoted in the help centre: %(count)s.") % {"count": count}]
        if count
        else []
    )


def stays(doomed: Doomed) -> list[str]:
    count = sum(
        bool(_quoting(text, text.article.texts.all()) or _quoting(text, text.article.drafts.all()))
        for text in _taken(doomed)
    )
    if not count:
        return []
    words = _(
        "Articles that quote them without their name: %(count)s. They are marked, so that somebody rewrites them."
    )
    return [words % {"count": count}]


PART = Part(goes=goes, stays=stays, at_once=mark_quotes)


def kept_quotes(customer: Customer) -> list[dict]:
    """For the customer's own export."""
    return [
        {
            "title": each.title,
            "text": each.body,
            "asked_at": each.asked_at,
            "answered_at": each.answered_at,
            "agreed": each.is_given,
            "withdrawn_at": each.withdrawn_at,
        }
        for each in QuoteConsent.objects.filter(customer=customer).order_by("pk")
    ]
