"""What a mail of news says about answering it: below each ticket how, and where an answer to the mail itself goes.

An answer that is meant for a colleague must never reach a customer. So it goes to the customer only where all the news
is of the customer or of whose ticket it is; where anybody else said something, it becomes a note.
"""

from collections.abc import Collection, Iterable

from shopbell.accounts.agent import Agent
from shopbell.channels.email.answering.offer import (
    Offer,
    Quoted,
    address_of_none,
    customers_words,
    direct_line,
    is_open,
    offer_for,
    offer_lines,
)
from shopbell.channels.email.answering.token import Mode
from shopbell.tickets.ticket import Ticket

from .kind import Kind
from .notification import Notification

FOR_THE_CUSTOMER = {Kind.ANSWER, Kind.ASSIGNED, Kind.NEW, Kind.TEAM, Kind.BACK}


class Answerable:
    """The tickets of one mail to `agent` that it may be answered about; none where the desk takes no such answers."""

    def __init__(self, agent: Agent, parts: Iterable[Collection[Notification]]):
        self.agent = agent
        self.tickets: list[Ticket] = []
        self.offers: dict[int, tuple[Offer, Mode]] = {}
        self.quoted: dict[int, Quoted] = {}
        for rows in parts if is_open() else ():
            ticket = next(iter(rows)).ticket
            if ticket is None:
                continue
            quoted = customers_words(ticket)
            if offer := offer_for(agent, ticket, quoted.newest_id):
                self.tickets.append(ticket)
                self.quoted[ticket.pk] = quoted
                self.offers[ticket.pk] = offer, mode_of(rows)

    def lines_about(self, ticket: Ticket) -> list[str]:
        """What stands below the news of `ticket`: the customer's words, and where to answer."""
        if ticket.pk not in self.offers:
            return []
        words = self.quoted[ticket.pk].text
        return [*(["", words, ""] if words else [""]), *offer_lines(self.offers[ticket.pk][0])]

    def closing(self, *, is_alone: bool) -> list[str]:
        """What becomes of an answer to the mail itself, when it tells of one ticket alone."""
        if not (self.offers and is_alone):
            return []
        [(offer, mode)] = self.offers.values()
        line = direct_line(offer, mode)
        return [line] if line else []

    def headers(self, *, is_alone: bool) -> dict[str, str]:
        if not self.offers:
            return {}
        if is_alone:
            [(offer, mode)] = self.offers.values()
            address = offer.address(mode)
        else:
            address = address_of_none(self.agent, self.tickets[0])
        return {"Reply-To": address} if address else {}


def mode_of(rows: Collection[Notification]) -> Mode:
    """What an answer to a mail with this news of one ticket becomes, unless its writer says otherwise."""
    return Mode.REPLY if {Kind(row.kind) for row in rows} <= FOR_THE_CUSTOMER else Mode.NOTE
