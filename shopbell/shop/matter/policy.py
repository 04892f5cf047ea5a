"""What agents are asked of a ticket when they solve it: one row, written at Settings › What tickets are about.

What is missing is asked for right after solving, in a dialog that holds the suggestions and may be put off; a desk that
insists solves nothing without it. Rules and the desk itself solve without: nobody would be there to say it.
"""

from typing import NamedTuple

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.tickets.models import ContactReason
from shopbell.tickets.reason import Stage
from shopbell.tickets.stage import stage_of
from shopbell.tickets.ticket import Ticket

PLACE = "matter"  # the card of the panel


class MatterPolicy(models.Model):
    asks_reason = models.BooleanField(_("Ask for the contact reason on solving"), default=True)
    asks_order = models.BooleanField(_("Ask for the order or the product on solving"), default=True)
    insists = models.BooleanField(_("Insist on it"), default=False)

    @classmethod
    def current(cls) -> "MatterPolicy":
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class MatterMissing(Refused):
    """Something about the matter is not said yet; it can be said where the refusal leads."""

    place = PLACE


class Missing(NamedTuple):
    reason: bool
    order: bool


def missing_of(ticket: Ticket, policy: MatterPolicy) -> Missing:
    """What the shop asks for and nobody has said yet.

    An order or a product is asked for only after a purchase, of a customer whose orders the shop knows.
    """
    lacks_order = policy.asks_order and not (ticket.order_links.exists() or ticket.product_links.exists())
    if lacks_order:
        lacks_order = ticket.customer.orders.exists() and stage_of(ticket).stage == Stage.AFTER
    return Missing(policy.asks_reason and not ticket.reason_id, lacks_order)


def require_matter(ticket: Ticket, *, by) -> None:
    """Raise MatterMissing when an agent solves `ticket` and has not said what it is about, where the shop insists."""
    policy = MatterPolicy.current()
    if not policy.insists or not isinstance(by, Agent) or ticket.is_spam:
        return
    missing = missing_of(ticket, policy)
    if missing.reason:
        raise MatterMissing(_t("Say why the customer wrote: the contact reason is asked for on solving."))
    if missing.order:
        raise MatterMissing(
            _t("Say which order or product it is about: that is asked for on solving. Or correct the stage.")
        )


def ask_matter(ticket: Ticket, agent: Agent) -> str:
    """The dialog that asks `agent` for what is missing, now that `ticket` is solved; empty when nothing is."""
    if ticket.is_spam or not agent.may(Permission.TICKET_UPDATE):
        return ""
    missing = missing_of(ticket, MatterPolicy.current())
    asks_reason = missing.reason and ContactReason.objects.filter(is_active=True).exists()
    asks_order = missing.order and agent.may(Permission.ORDER_READ)
    return reverse("ticket-matter", args=[ticket.pk]) if asks_reason or asks_order else ""
