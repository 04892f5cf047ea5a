"""A visitor: one browser that wrote to us, known by a secret that it keeps.

The browser makes the secret (256 random bits) before its first message, so that a first message that
is sent twice, because the answer was lost, still comes from one visitor. We keep only its hash. Whoever
has the secret reads the chats that this browser took part in, and nothing else of the customer: an
agent may merge the customer with a known one without opening the history to the browser.
"""

import hashlib
import re
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from shopbell.core.bus import publish
from shopbell.core.errors import Refused
from shopbell.customers.customer import Customer, find_or_create_customer
from shopbell.customers.identity import Kind
from shopbell.tickets.status import UNSOLVED

TOKEN = re.compile(r"[A-Za-z0-9_-]{43,128}")
PRESENCE = timedelta(seconds=90)


class Visitor(models.Model):
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="visitors")
    token_hash = models.CharField(max_length=64, unique=True)
    origin = models.CharField(max_length=200, blank=True, help_text="the shop that they came from")
    first_page = models.CharField(max_length=1000, blank=True)
    seen_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, help_text="when the last of their pages was closed")
    created_at = models.DateTimeField(auto_now_add=True)

    def is_present(self, now: datetime) -> bool:
        """Whether a page of theirs is open at `now`, as far as we can know."""
        return self.left_at is None and self.seen_at > now - PRESENCE


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def visitor_of(token: str) -> Visitor | None:
    """The visitor whose secret is `token`; None for anybody else."""
    if not TOKEN.fullmatch(token):
        return None
    return Visitor.objects.filter(token_hash=hash_of(token)).first()


@transaction.atomic
def find_or_create_visitor(token: str, *, origin: str = "", page: str = "") -> Visitor:
    """The visitor whose secret is `token`, or a new one with a customer of their own.

    Raises Refused when `token` is too short to be a secret.
    """
    if not TOKEN.fullmatch(token):
        raise Refused(_t("This browser sent no key of its own. Reload the page and try again."))
    visitor = Visitor.objects.filter(token_hash=hash_of(token)).first()
    if visitor is None:
        customer = find_or_create_customer(Kind.VISITOR, hash_of(token), source="chat")
        visitor, _ = Visitor.objects.get_or_create(
            token_hash=hash_of(token),
            defaults={"customer": customer, "origin": origin[:200], "first_page": page[:1000]},
        )
    return visitor


def chatted_tickets(visitor: Visitor, ticket_ids: set[int]) -> set[int]:
    """Those of `ticket_ids` that this browser chats in."""
    return set(visitor.chats.filter(ticket_id__in=ticket_ids).values_list("ticket_id", flat=True))


def mark_present(visitor: Visitor, is_present: bool) -> None:
    """A page of the visitor is open now, or the last one was closed; agents hear it when it changes."""
    now = timezone.now()
    before = Visitor.objects.filter(pk=visitor.pk).first()
    if before is None:
        return
    if is_present:
        Visitor.objects.filter(pk=visitor.pk).update(seen_at=now, left_at=None)
    elif before.left_at is None:
        Visitor.objects.filter(pk=visitor.pk).update(left_at=now)
    if before.is_present(now) != is_present:
        publish(*[f"ticket-{number}" for number in _unsolved_tickets(visitor)])


def _unsolved_tickets(visitor: Visitor) -> list[int]:
    chats = visitor.chats.filter(ticket__status__among=UNSOLVED)
    return list(chats.order_by("-pk").values_list("ticket_id", flat=True)[:20])


def keep_present(visitor_ids: list[int], now: datetime) -> None:
    """The pages of these visitors are still open at `now`; one statement for all, and nobody needs to hear it."""
    Visitor.objects.filter(pk__in=visitor_ids).update(seen_at=now, left_at=None)
