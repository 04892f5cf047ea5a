"""How far goal policies reach: of those that are on, the first whose conditions a ticket meets holds for it."""

from collections.abc import Sequence

from shopbell.tickets.filter.condition import Asker, Filter
from shopbell.tickets.filter.query import question
from shopbell.tickets.status import UNSOLVED
from shopbell.tickets.ticket import Ticket, TicketQuerySet


def reached(conditions: Filter, earlier: Sequence[Filter]) -> TicketQuerySet:
    """The unsolved tickets that meet `conditions`, and none of those of the `earlier` policies; unordered."""
    asker = Asker.of(None)
    found = Ticket.objects.standing().filter(question(conditions, asker), status__among=UNSOLVED)
    for each in earlier:
        found = found.exclude(question(each, asker)) if each else found.none()
    return found
