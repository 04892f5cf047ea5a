"""A ticket comes to belong to another customer: by a merge, or when one is taken back. The timeline says so."""

from typing import Any

from django.utils.translation import ngettext

from shopbell.customers.customer import Customer

from .event import Verb
from .event_of_many import record_for_all
from .ticket import Ticket

POINTER = "tickets.ticket.customer"


def record_move(before: Customer, after: Customer, moved: dict[str, list[int]], *, by, reason: str) -> None:
    """Tell each ticket among `moved` (ids by pointer) whose it was and whose it is; in the mover's transaction."""
    ids: dict[str, Any] = {"before_id": before.pk, "after_id": after.pk}
    for portion in Ticket.objects.filter(pk__in=moved.get(POINTER, [])).locked_portions():
        record_for_all(
            portion, Verb.CUSTOMER_CHANGED, by=by, before=str(before), after=str(after), reason=reason, **ids
        )


def count_words(count: int) -> str:
    """How many tickets a merge would move."""
    return ngettext("%(count)s ticket", "%(count)s tickets", count) % {"count": count}
