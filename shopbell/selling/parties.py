"""The three parties of a marketplace's ticket: buyer, seller and platform, each with what they may see.

The buyer reads the replies, the seller the mails of their own side, the desk everything. The seller's side is a side
conversation that knows its order. What crosses from one side to the other is written by an agent, never by itself:
a seller is no recipient of an answer, a forward or a redirected mail, and a ticket of theirs is not merged with the
buyer's.
"""

import uuid
from collections.abc import Collection

from django.conf import settings
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.channels.email.side import (
    SideConversation,
    SideMessage,
    start_side_conversation,
    write_side_message,
)
from shopbell.core.errors import Refused
from shopbell.customers.identity import Identity, Kind
from shopbell.customers.merge import standing
from shopbell.shop.order import Order
from shopbell.shop.seller import Seller
from shopbell.tickets.merge import Merge
from shopbell.tickets.message import Message
from shopbell.tickets.status import Status, set_status
from shopbell.tickets.ticket import Ticket


class SellerSide(models.Model):
    """That a side conversation is the seller's of an order."""

    conversation = models.OneToOneField(SideConversation, models.CASCADE, related_name="seller_side")
    order = models.ForeignKey("shop.Order", models.CASCADE, related_name="seller_sides")
    seller = models.ForeignKey("shop.Seller", models.CASCADE, related_name="sides")


def side_of(ticket: Ticket, order: Order) -> SellerSide | None:
    """The conversation with the seller of `order` in `ticket`, the newest where the seller's address changed."""
    sides = SellerSide.objects.filter(conversation__ticket=ticket, order=order, seller=order.seller_id)
    return sides.select_related("conversation__ticket").order_by("-pk").first()


@transaction.atomic
def write_to_seller(
    ticket: Ticket,
    order: Order,
    text: str,
    *,
    by: Agent,
    is_waiting: bool = False,
    client_id: uuid.UUID | None = None,
) -> Message:
    """Write to the seller of `order`, on their side alone; once per `client_id`. `is_waiting` puts the ticket on hold
    until they answer.

    Raises Refused without a seller or their address, and for an order of somebody else than the ticket's customer.
    """
    ticket.lock()
    if order.seller is None:
        raise Refused(_("The shop itself sells this order: there is no seller to write to."))
    if standing(order.customer) != standing(ticket.customer):
        raise Refused(_("This order is another customer's. Write from a ticket of its own customer."))
    if not order.seller.email:
        raise Refused(
            _("The shop does not say how %(seller)s is reached. Feed the seller's address.")
            % {"seller": order.seller}
        )
    message = _written(ticket, order, order.seller, text, by=by, client_id=client_id)
    if is_waiting:
        by.require(Permission.TICKET_UPDATE)
        set_status(ticket, Status.ON_HOLD, by=by)
    return message


def _written(
    ticket: Ticket, order: Order, seller: Seller, text: str, *, by: Agent, client_id: uuid.UUID | None
) -> Message:
    side = side_of(ticket, order)
    if side and side.conversation.recipients == [seller.email.lower()]:
        return write_side_message(side.conversation, text, by=by, client_id=client_id)
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("About order %(number)s") % {"number": order}
    conversation, message = start_side_conversation(
        ticket, to=seller.email, subject=subject, text=text, by=by, client_id=client_id
    )
    SellerSide.objects.get_or_create(conversation=conversation, defaults={"order": order, "seller": seller})
    return message


def sellers_apart(ticket: Ticket, addresses: Collection[str]) -> list[str]:
    """Those of the `addresses` that are a seller's, of an order that the ticket is about or asked about."""
    sellers = Seller.objects.filter(
        models.Q(orders__ticket_links__ticket=ticket) | models.Q(sides__conversation__ticket=ticket)
    )
    known = {email.lower() for email in sellers.values_list("email", flat=True) if email}
    return [each for each in addresses if each in known]


def _who_wrote_for_sellers(*tickets: Ticket) -> set[str]:
    """The addresses from which a seller's side was answered: a colleague's is not the seller's own."""
    entries = SideMessage.objects.filter(
        conversation__ticket__in=tickets, conversation__seller_side__isnull=False
    )
    return {address.lower() for address in entries.values_list("author_address", flat=True) if address}


def keep_sides_apart(giver: Ticket, taker: Ticket, moved: dict[str, list[int]]) -> None:
    """Raise Refused when a ticket of a seller's own is merged with one of their buyer: each would be shown the other's.

    A merge that is taken back is in nobody's way.
    """
    if giver.customer_id == taker.customer_id or Merge.objects.filter(kept=giver, gone=taker).exists():
        return
    known = Identity.objects.filter(customer__in=[giver.customer_id, taker.customer_id], kind=Kind.EMAIL)
    values = set(known.values_list("value", flat=True))
    apart = sellers_apart(giver, values) or sellers_apart(taker, values)  # the orders have moved already
    if apart or values & _who_wrote_for_sellers(giver, taker):
        raise Refused(
            _("One of the two is a seller's own: buyer and seller would read each other. Link the tickets.")
        )
