"""A letter to several: each gets a copy by a delivery of their own, and sees who else got it, but for blind copies."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from shopbell.channels.delivery import Delivery, Role
from shopbell.tickets.ticket import Ticket

from ..side import SIDE
from .sender import ARCHIVE

LETTERS = {SIDE, ARCHIVE, "reply"}  # what may be one letter to several, each of whom sees who else got it


def copies_of(delivery: Delivery) -> list[Delivery]:
    """The deliveries of the same letter to its several recipients, this one among them, in the order of its lines."""
    if delivery.purpose not in LETTERS:
        return [delivery]
    copies = delivery.message.deliveries.filter(channel=delivery.channel, purpose__in=LETTERS)
    return list(copies.order_by("pk"))


@dataclass(frozen=True)
class Named:
    """Whom a letter to several names, each as name and address. Blind copies are never there."""

    to: list[tuple[str, str]] = field(default_factory=list)
    cc: list[tuple[str, str]] = field(default_factory=list)
    is_in_head: bool = True

    @property
    def words(self) -> str:
        """For a mail that cannot say it in its head."""
        lines = {_("To: %(addresses)s"): self.to, _("Copy to: %(addresses)s"): self.cc}
        said = [
            line % {"addresses": ", ".join(address for _name, address in people)}
            for line, people in lines.items()
            if people
        ]
        return "" if self.is_in_head else " · ".join(said)


def named_in(copies: list[Delivery], ticket: Ticket, *, is_in_head: bool) -> Named:
    people = {
        role: [(name_of(each, ticket), each.recipient) for each in copies if each.role == role]
        for role in (Role.TO, Role.CC)
    }
    return Named(people[Role.TO], people[Role.CC], is_in_head)


def name_of(delivery: Delivery, ticket: Ticket) -> str:
    return ticket.customer.name if ticket.customer.address == delivery.recipient else ""
