"""Answering where everybody reads it: a floor above says why an agent may not (`routing/public_answer.py`).

A rule does not speak there, except those whose words are for everybody (`FOR_EVERYBODY`), as the shop itself.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused
from shopbell.tickets.ticket import Ticket

from .registry import CHANNELS, Channel, answering

WHY_NOT: list[Callable[[Agent, str], str]] = []  # of an agent and the kind of a channel; empty: they may
FOR_EVERYBODY: set[str] = set()  # names of rules


def public_kinds() -> list[str]:
    """The channels on which everybody reads an answer."""
    return [kind for kind in CHANNELS if answering(kind).is_public]


def why_not_in_public(agent: Agent, channel: Channel) -> str:
    """The sentence of what keeps `agent` from answering on `channel`; empty when nothing does."""
    if not channel.is_public:
        return ""
    return next(filter(None, (each(agent, channel.kind) for each in WHY_NOT)), "")


def is_answered_in_public(ticket: Ticket) -> bool:
    """Whether everybody reads what is answered where the customer of `ticket` wrote last."""
    return ticket.channel in CHANNELS and answering(ticket.channel).is_public


def refuse_to_ask_in_public(ticket: Ticket) -> None:
    """Raise Refused where a link that is the customer's alone would be read by everybody."""
    if is_answered_in_public(ticket):
        raise Refused(_("Everybody reads what is answered here, and whoever has the link could say yes."))
