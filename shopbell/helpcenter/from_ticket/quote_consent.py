"""That a customer was asked whether the shop may publish their words, what they said, and which text they saw.

One row for each time they were asked. No answer is no; a consent that was withdrawn stays as the proof of both.
"""

from collections.abc import Iterable

from django.db import models

from ..article_text import Words
from .consent import Consent, Said
from .quote import quotes_in
from .ticket_text import TicketText


class QuoteConsent(Words, Consent):
    """`title` and `body` are what they saw, and agree to."""

    text = models.ForeignKey(TicketText, models.CASCADE, related_name="consents")
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.title} ({self.standing})"


def unagreed(body: str, texts: Iterable[TicketText]) -> list[tuple[TicketText, str]]:
    """Quotes in `body` (HTML) of customers who do not agree to them as they stand, each with what it is of."""
    found = []
    for text in texts:
        quotes = quotes_in(body, text.quoted)
        agreed = [each.body for each in text.consents.all() if each.standing == Said.GIVEN] if quotes else []
        found += [(text, quote) for quote in quotes if not any(covers(each, quote) for each in agreed)]
    return found


def covers(agreed: str, quote: str) -> bool:
    """Whether the text they agreed to has the whole quote in it."""
    return " ".join(quote.split()) in [" ".join(each.split()) for each in quotes_in(agreed, quote)]
