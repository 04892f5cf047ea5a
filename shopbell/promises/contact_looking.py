"""When first contacts are looked at: after each event that may change one, and every hour what is due."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from shopbell.tickets.event import Event, Verb
from shopbell.tickets.ticket import Ticket

from .contact_outcome import OPEN, SOLVED, FirstContact, look_at
from .contact_policy import ContactPolicy
from .first_contact import Outcome

# what makes a ticket another one about the same, or no more
NEIGHBOURS = {
    Verb.CLASSIFIED, Verb.CUSTOMER_CHANGED, Verb.MARKED_SPAM, Verb.UNMARKED_SPAM, Verb.DELETED, Verb.RESTORED,
    Verb.SPLIT_OFF,
}  # fmt: skip
VERBS = {*SOLVED, *OPEN, *NEIGHBOURS, Verb.UNSENT, Verb.CALL_UNDONE, Verb.MERGED_AWAY, Verb.UNMERGED}
# after which there may be one to keep of a ticket that is not solved now: it was opened again, or hidden for a while
KEPT_AGAIN = {*SOLVED, Verb.UNMARKED_SPAM, Verb.RESTORED, Verb.UNMERGED, Verb.UNSENT}
POINTERS = ("kept_id", "gone_id", "other_id")  # in an event's data: another ticket
AT_ONCE = 1000


def react(event: Event) -> None:
    """Look again at the ticket, and at those before it that it may be another one of. Twice changes nothing."""
    ticket = event.ticket
    near = {ticket.pk, *(event.data.get(name) for name in POINTERS)} - {None}
    if event.verb in NEIGHBOURS:
        near |= _before(ticket, {ticket.customer_id, event.data.get("before_id")} - {None})
    was_solved = Q(solved_at__isnull=False) | Q(first_contact__isnull=False)
    if event.verb not in KEPT_AGAIN:
        near = set(Ticket.objects.filter(was_solved, pk__in=near).values_list("pk", flat=True))
    look_at(near)


def _before(ticket: Ticket, customers: Iterable[int]) -> set[int]:
    """Tickets of `customers` that were solved, and had to rest, when `ticket` was opened."""
    since = ticket.created_at - timedelta(days=ContactPolicy.current().days)
    rows = FirstContact.objects.filter(solved_at__range=(since, ticket.created_at))
    return set(rows.filter(ticket__customer__in=customers).values_list("pk", flat=True))


def settle(now: datetime) -> int:
    """Judge what is due, and begin with what was solved before there were rows; returns how many were looked at."""
    rested = now - timedelta(days=ContactPolicy.current().days)
    due = FirstContact.objects.filter(outcome=Outcome.OPEN, solved_at__lte=rested)
    unknown = Ticket.objects.filter(solved_at__isnull=False, first_contact=None)
    return _look_at(due, now) + _look_at(unknown, now)


def look_at_all(now: datetime) -> int:
    """Judge every row anew, as when another number of days is to count."""
    return _look_at(FirstContact.objects.all(), now)


def _look_at(rows: Any, now: datetime) -> int:
    """Look at the tickets of `rows` once, the newest first, so many in one transaction."""
    count, last, keys = 0, None, rows.order_by("-pk").values_list("pk", flat=True)
    while ids := list((keys.filter(pk__lt=last) if last else keys)[:AT_ONCE]):
        look_at(ids, now)
        count, last = count + len(ids), ids[-1]
    return count
