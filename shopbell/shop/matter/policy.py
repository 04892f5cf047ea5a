"""What agents must say before they solve a ticket: one row, written at Settings › What tickets are about.

Rules and the desk itself solve without: nobody would be there to say it.
"""

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused
from shopbell.tickets.reason import Stage
from shopbell.tickets.stage import stage_of
from shopbell.tickets.ticket import Ticket

PLACE = "matter"  # the card of the panel


class MatterPolicy(models.Model):
    asks_reason = models.BooleanField(_("Ask for the contact reason on solving"), default=False)
    asks_order = models.BooleanField(_("Ask for the order or the product on solving"), default=False)

    @classmethod
    def current(cls) -> "MatterPolicy":
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class MatterMissing(Refused):
    """Something about the matter is not said yet; it can be said where the refusal leads."""

    place = PLACE


def require_matter(ticket: Ticket, *, by) -> None:
    """Raise MatterMissing when an agent solves `ticket` without having said what it is about, as the shop asks.

    An order or a product is asked for only after a purchase, of a customer whose orders the shop knows.
    """
    if not isinstance(by, Agent) or ticket.is_spam:
        return
    policy = MatterPolicy.current()
    if policy.asks_reason and not ticket.reason_id:
        raise MatterMissing(_t("Say why the customer wrote: the contact reason is asked for on solving."))
    if not policy.asks_order or ticket.order_links.exists() or ticket.product_links.exists():
        return
    if ticket.customer.orders.exists() and stage_of(ticket).stage == Stage.AFTER:
        raise MatterMissing(
            _t("Say which order or product it is about: that is asked for on solving. Or correct the stage.")
        )
