"""A block: an identity (address, browser, phone, handle) whose messages are not wanted, for a while or for good.

Nothing is thrown away: what a blocked address mails is kept as spam, and a chat is refused in plain words. A block
is about the identity and not the customer, so that whoever shares a name is not shut out with it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t

from shopbell.core.errors import Refused
from shopbell.core.length import uncut

from .customer import Customer
from .identity import Identity, Kind

MOST_OF_REASON = 200


class BlockQuerySet(models.QuerySet["Block"]):
    def in_force(self, now: datetime):
        return self.filter(Q(until=None) | Q(until__gt=now))


class Block(models.Model):
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=320)
    name = models.CharField(max_length=300, blank=True, help_text="of the customer, when it was blocked")
    reason = models.CharField(max_length=MOST_OF_REASON, blank=True)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="blocked_once")]
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return _t("a browser") if self.kind == Kind.VISITOR else self.value


@transaction.atomic
def block_customer(
    customer: Customer, *, reason: str = "", until: datetime | None = None, by=None
) -> list[Block]:
    """Block every identity that `customer` is known by; one that is blocked already gets the new reason and end.

    Raises Refused when `until` has passed, or when they are known by nothing.
    """
    if until and until <= timezone.now():
        raise Refused(_t("Choose a day in the future, or block for good."))
    identities = list(Identity.objects.filter(customer=customer).order_by("pk"))
    if not identities:
        raise Refused(_t("Nothing is known about this customer that could be blocked."))
    about = {
        "name": customer.name,
        "reason": uncut(reason.strip(), MOST_OF_REASON),
        "until": until,
        "agent": by,
    }
    about["created_at"] = timezone.now()
    return [
        Block.objects.update_or_create(kind=each.kind, value=each.value, defaults=about)[0]
        for each in identities
    ]


def unblock_customer(customer: Customer) -> int:
    """Lift every block of what `customer` is known by; returns how many there were."""
    known = Q(pk__in=[])
    for kind, value in customer.identities.values_list("kind", "value"):
        known |= Q(kind=kind, value=value)
    return Block.objects.filter(known).delete()[0]


def lift_block(block: Block) -> None:
    """Let this identity in again; twice changes nothing."""
    Block.objects.filter(pk=block.pk).delete()


def is_blocked(kind: Kind | str, value: str) -> bool:
    """Whether this identity (in its normal form) is blocked now. Plain SQL: every mail that arrives asks."""
    return _exists("select 1 from customers_block where kind = %s and value = %s", [str(kind), value])


def is_customer_blocked(customer_id: int) -> bool:
    """Whether anything that this customer is known by is blocked now. Plain SQL: every chat message asks."""
    return _exists(
        "select 1 from customers_block join customers_identity using (kind, value) where customer_id = %s",
        [customer_id],
    )


def _exists(sql: str, given: Iterable) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} and (until is null or until > now()) limit 1", list(given))
        return cursor.fetchone() is not None
