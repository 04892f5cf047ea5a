"""A mail from an address that its ticket does not know."""

from shopbell.channels.email.receive import receive
from shopbell.tickets.models import Ticket

from ..conftest import mail

EVE = {"from": "Eve <eve@home.example>"}


def opened_by(raw: bytes) -> Ticket:
    """The ticket that a mail comes to."""
    return Ticket.objects.get(pk=receive(raw)["ticket"])


def writes_again(number: int = 2) -> int:
    """Eve refers to the first mail again; the ticket that it comes to."""
    raw = mail(
        f"More {number}", message_id=f"<{number}@home.example>", references="<first@shopper.example>", **EVE
    )
    return receive(raw)["ticket"]
