"""What is kept of a customer in texts that were taken of their tickets. They go at once.

An article that quotes them is marked before, since nothing leads from it to them afterwards.
"""

from django.utils.translation import gettext as _

from shopbell.customers.customer import Customer
from shopbell.customers.erasure import Doomed, Part

from ..article_text import ArticleText
from ..stale import raise_doubt
from ..stale_sign import StaleKind
from .quote import quotes_in
from .quote_consent import QuoteConsent
from .ticket_text import TicketText


def _quoting(doomed: Doomed) -> list[tuple[TicketText, ArticleText]]:
    """What was taken of their tickets, with what readers see of it now."""
    texts = (
        TicketText.objects.filter(ticket__customer__in=doomed.ids)
        .exclude(quoted="")
        .select_related("article")
    )
    shown = ((text, text.article.texts.filter(language=text.language).first()) for text in texts)
    return [(text, seen) for text, seen in shown if seen and quotes_in(seen.body, text.quoted)]


def mark_quotes(doomed: Doomed) -> None:
    for text, seen in _quoting(doomed):
        raise_doubt(seen, StaleKind.ERASED, str(text.pk))
    TicketText.objects.filter(ticket__customer__in=doomed.ids).delete()
    QuoteConsent.objects.filter(customer__in=doomed.ids).delete()


def goes(doomed: Doomed) -> list[str]:
    count = QuoteConsent.objects.filter(customer__in=doomed.ids).count()
    return (
        [_("What they said about being quoted in the help centre: %(count)s.") % {"count": count}]
        if count
        else []
    )


def stays(doomed: Doomed) -> list[str]:
    count = len(_quoting(doomed))
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
