"""The order number that somebody wrote into the form, looked up for the agents alone.

Who writes has proved neither the address nor the number: the page says the same whatever the number is, so that nobody
learns by trying which orders there are and whose. A floor that knows orders puts its look-up in here.
"""

import enum
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from shopbell.core.row_key import row_key
from shopbell.tickets.rule_note import add_rule_note
from shopbell.tickets.ticket import Ticket, one_line

from .field import Asks, FormField

RULE = "Contact form"  # who notes
MOST_NUMBERS = 5  # of one form


class Given(enum.StrEnum):
    """What a number is to the ticket's customer."""

    OWN = "own"
    OTHERS = "order_of_others"
    UNKNOWN = "order_unknown"
    TICKET = (
        "ticket_for_order"  # the number of another ticket of theirs, which stands in what we write to them
    )
    TOO_OFTEN = "order_tried_often"  # its order, or its writer, stands in too many forms for one day
    NO_NUMBER = "no_number"  # "I do not know", or nobody could know


NOTED = (Given.OTHERS, Given.UNKNOWN, Given.TICKET, Given.TOO_OFTEN)
# what each of the numbers is; each puts the customer's own orders beside the ticket
LOOK_UPS: list[Callable[[Ticket, list[str]], dict[str, Given]]] = []


def numbers_given(questions: Iterable[FormField], answers: Mapping[str, Any]) -> list[str]:
    keys = [each.key for each in questions if each.asks == Asks.ORDER] or ["order_number"]
    numbers = [one_line(answers[key]) for key in keys if answers.get(key)]
    return [number for number in dict.fromkeys(numbers) if number]


def look_up_orders(ticket: Ticket, numbers: Iterable[str]) -> None:
    """Put the customer's own orders beside `ticket`, and tell the agents which numbers are not theirs."""
    few = list(numbers)[:MOST_NUMBERS]
    for look_up in LOOK_UPS:
        for number, given in look_up(ticket, few).items():
            if given is Given.UNKNOWN and _is_a_ticket(number, ticket):
                given, number = Given.TICKET, number.lstrip("# ")
            if given in NOTED:
                add_rule_note(ticket, given.value, by=RULE, number=number)


def _is_a_ticket(number: str, ticket: Ticket) -> bool:
    key = row_key(number.lstrip("# "))
    return bool(key) and ticket.customer.tickets.filter(pk=key).exclude(pk=ticket.pk).exists()
