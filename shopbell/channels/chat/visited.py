"""Pages that a shopper visited and what they searched for in the shop, as their browser tells: only with their consent.

The browser keeps them itself until its shopper writes for the first time: of who never writes, nothing comes here. Each
inbox says for how many days they are kept. When the consent ends, all of them go at once.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from django.db import models, transaction
from django.utils import timezone

from shopbell.core.storable import storable
from shopbell.customers.consent import (
    Consent,
    ConsentKind,
    Way,
    give_consent,
    has_consent,
    hold_customer,
    withdraw_consent,
)
from shopbell.customers.customer import Customer
from shopbell.tickets.ticket import one_line

from ..inbox import Inbox
from .visitor import Visitor

MOST_AT_ONCE, MOST_KEPT, BESIDE = 50, 200, 8
LONGEST_PAGE = (
    1000  # as browsers write it: each character is one byte, of which an index takes no more than 2,704
)
IN_A_PATH, CUT = "/%:@!$&'()*+,;=~", re.compile(r"%[0-9A-F]?\Z", re.I)
AHEAD = timedelta(minutes=5)  # that a browser's clock may be


class Visited(models.Model):
    visitor = models.ForeignKey(Visitor, models.CASCADE, related_name="visited")
    inbox = models.ForeignKey(Inbox, models.CASCADE, related_name="+")
    page = models.CharField(max_length=LONGEST_PAGE, help_text="without what stands behind a question mark")
    title = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=200, blank=True, help_text="that were searched for")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["inbox", "at"], name="visited_by_age"),
            models.Index(fields=["at"], name="visited_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["visitor", "at", "page", "words"], name="visited_once")
        ]


@dataclass(frozen=True)
class Told:
    """What became of what a browser told."""

    has_consent: bool
    kept: int = 0


@transaction.atomic
def tell_visits(
    visitor: Visitor, inbox: Inbox, consent: bool, visits: list[Any], *, origins: set[str]
) -> Told:
    """The browser of `visitor` says whether its shopper agrees, and what they looked at on pages of `origins`.

    The same told twice is kept once; what is too old, too much or of another shop is left out. What a customer withdrew
    by telling an agent is not given again by a page that does not know of it.
    """
    customer = visitor.customer
    hold_customer(customer)  # a withdrawal waits, and then finds what we keep
    if not consent:
        withdraw_consent(customer, ConsentKind.BROWSING, way=Way.WIDGET)
        return Told(has_consent=False)
    days = inbox.setting("visited_days")
    if not days or not _may_give(customer):
        return Told(has_consent=False)
    give_consent(customer, ConsentKind.BROWSING, way=Way.WIDGET)
    now = timezone.now()
    rows = [_row(visitor, inbox, each, origins) for each in visits[:MOST_AT_ONCE] if isinstance(each, dict)]
    fresh = [row for row in rows if row and now - timedelta(days=days) < row.at < now + AHEAD]
    Visited.objects.bulk_create(fresh, ignore_conflicts=True)
    stays = Visited.objects.filter(visitor=visitor).values("pk")[:MOST_KEPT]
    Visited.objects.filter(visitor=visitor).exclude(pk__in=list(stays.values_list("pk", flat=True))).delete()
    return Told(has_consent=True, kept=len(fresh))


def forget_visits(customer: Customer, kind: str) -> None:
    """A consent ended: when it was this one, what it allowed to keep goes."""
    if kind == ConsentKind.BROWSING:
        Visited.objects.filter(visitor__customer=customer).delete()


def visited_by(customer: Customer, most: int = BESIDE) -> list[Visited]:
    """What they looked at and searched for, newest first; nothing of who does not agree to it now."""
    if not has_consent(customer.pk, ConsentKind.BROWSING):
        return []
    return list(Visited.objects.filter(visitor__customer=customer)[:most])


def sweep_visits(now: datetime) -> int:
    """Forget what is older than its inbox keeps it; returns how many."""
    return sum(
        Visited.objects.filter(
            inbox=inbox, at__lt=now - timedelta(days=inbox.setting("visited_days"))
        ).delete()[0]
        for inbox in Inbox.objects.filter(channel="chat").order_by("pk")
    )


def _may_give(customer: Customer) -> bool:
    last = Consent.objects.filter(customer=customer, kind=ConsentKind.BROWSING).order_by("-pk").first()
    return last is None or last.withdrawn_at is None or last.withdrawn_way == Way.WIDGET


def _row(visitor: Visitor, inbox: Inbox, told: dict[str, Any], origins: set[str]) -> Visited | None:
    page, title, words = (
        one_line(storable(str(told.get(name) or "")))[:most]
        for name, most in (("page", LONGEST_PAGE), ("title", 200), ("words", 200))
    )
    try:
        parts = urlsplit(page)
        path = quote(parts.path, safe=IN_A_PATH)
        at = datetime.fromtimestamp(float(told.get("at") or 0) / 1000, tz=timezone.get_default_timezone())
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    if f"{parts.scheme}://{parts.netloc}" not in origins:
        return None
    plain = parts._replace(path=path, query="", fragment="").geturl()
    page = CUT.sub("", plain[:LONGEST_PAGE])
    return Visited(visitor=visitor, inbox=inbox, page=page, title=title, words=words, at=at)
