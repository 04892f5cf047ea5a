"""Asking for somebody by name, at every door that a shopper writes at. A floor above knows who agreed to it."""

from collections.abc import Callable
from typing import Any

from shopbell.tickets.ticket import Ticket

from .inbox import Inbox

# whom shoppers may ask for by name, as their browsers are told
ASSISTANTS: list[Callable[[Inbox], list[dict[str, Any]]]] = []
# told of whom the shopper asked for, as it was sent: (ticket, inbox, said); of nobody who is offered it means nothing
WISHES: list[Callable[[Ticket, Inbox, object], None]] = []


def assistants_at(inbox: Inbox) -> list[dict[str, Any]]:
    """Who may be asked for at `inbox`: `id`, `name`, `hours` and whether they are there (`is_here`). Who is not is said
    to be `away`, and is left a message by a form: its words (`leave`) and address (`door`)."""
    return [each for known in ASSISTANTS for each in known(inbox)]


def tell_wish(ticket: Ticket, inbox: Inbox, said: object) -> None:
    """The customer of `ticket` asked for the one with the id `said`."""
    for tell in WISHES:
        tell(ticket, inbox, said)
