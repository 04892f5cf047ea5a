"""What macros may say of business hours: `{{ hours.opening }}`, how the one who answers a ticket stands right now."""

from django.utils import timezone

from shopbell.core.late_words import LateWords
from shopbell.tickets.ticket import Ticket

from .business_hours import hours_of
from .opening import clock_for, opening

EXAMPLE = {"opening": "Opens again on Monday at 9:00"}


class HoursWords(LateWords):
    """Looked up when a text names them: most do not, and the words are made for each ticket that is shown."""

    names = EXAMPLE

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket

    def make(self) -> dict[str, str]:
        return {"opening": opening_for(self.ticket)}


def opening_for(ticket: Ticket) -> str:
    """When whoever answers `ticket` closes or opens again, in the language of this moment and the customer's zone.

    Empty when no hours are kept.
    """
    kept = hours_of(ticket)
    if kept is None:
        return ""
    clock = clock_for(ticket.customer.time_zone, kept.rules["zone"])
    return opening(kept.hours_now, timezone.now(), clock)
