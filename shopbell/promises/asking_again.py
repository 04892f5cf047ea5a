"""Whether an answer asks for what its ticket holds already, and what that is: told to the agent before it is sent.

It is looked at where a colleague has answered before and this agent has not: then the customer has said it to somebody.
"""

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.moment import day_of_week
from shopbell.customers.identity import Kind as Known
from shopbell.shop.order import Order
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.ticket import Ticket

from .explaining import Thing, asks_for


class Held(NamedTuple):
    """What a ticket holds: a sentence for the agent, and the message of the customer that says it, if one does."""

    thing: Thing
    sentence: str
    message: Message | None = None


def asks_again(ticket: Ticket, text: str, *, by: Agent) -> list[Held]:
    """What `text`, which `by` is about to send, asks for although the ticket holds it."""
    wanted = asks_for(text)
    if not wanted or not is_handed_over(ticket, by):
        return []
    found = (HOLDS[thing](ticket, by) for thing in Thing if thing in wanted)
    return [held for held in found if held]


def is_handed_over(ticket: Ticket, agent: Agent) -> bool:
    """Whether a colleague has answered in `ticket`, and `agent` has not."""
    answers = ticket.messages.filter(kind=Kind.REPLY, unsent_at=None, agent__isnull=False)
    authors = set(answers.order_by().values_list("agent_id", flat=True).distinct())
    return bool(authors) and agent.pk not in authors


def _order(ticket: Ticket, agent: Agent) -> Held | None:
    orders = Order.objects.visible_to(agent).filter(ticket_links__ticket=ticket)
    order = orders.order_by("ticket_links__pk").first()
    if order is None:
        return None
    message = _said(ticket).filter(text__icontains=order.number).first()
    if message is None:
        return Held(Thing.ORDER, _("You ask for the order number: it is %(number)s.") % {"number": order})
    said = _("You ask for the order number: it is %(number)s, said on %(day)s.")
    return Held(Thing.ORDER, said % {"number": order, "day": _day(message.created_at)}, message)


def _name(ticket: Ticket, agent: Agent) -> Held | None:
    if not ticket.customer.name:
        return None
    return Held(Thing.NAME, _("You ask for the name: it is %(name)s.") % {"name": ticket.customer.name})


def _email(ticket: Ticket, agent: Agent) -> Held | None:
    known = ticket.customer.identities.filter(kind=Known.EMAIL).order_by("pk").first()
    if known is None:
        return None
    return Held(
        Thing.EMAIL, _("You ask for the e-mail address: it is %(address)s.") % {"address": known.value}
    )


def _photo(ticket: Ticket, agent: Agent) -> Held | None:
    message = _said(ticket).filter(attachments__content_type__startswith="image/").last()
    if message is None:
        return None
    said = _("You ask for a photo: one came on %(day)s.") % {"day": _day(message.created_at)}
    return Held(Thing.PHOTO, said, message)


HOLDS = {Thing.ORDER: _order, Thing.NAME: _name, Thing.EMAIL: _email, Thing.PHOTO: _photo}


def _said(ticket: Ticket):
    """The customer's messages, the first one first."""
    return ticket.messages.filter(kind=Kind.REPLY, customer__isnull=False, agent=None, rule="").order_by("pk")


def _day(moment: datetime) -> str:
    """Monday, 4 May: with the weekday that people remember."""
    return day_of_week(timezone.localtime(moment))
