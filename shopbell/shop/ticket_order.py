"""Which orders a ticket is about: named in its text, or chosen by an agent.

An agent may link an order that is not the customer's (a present, a partner's account): it is shown
marked. What an agent takes off stays off, whatever the messages name; see `detect.py`.
"""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _t

from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.undo import changed_since, reverses

from .order import Order, number_key


class TicketOrder(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="order_links")
    order = models.ForeignKey("shop.Order", models.CASCADE, related_name="ticket_links")
    is_detected = models.BooleanField(default=False, help_text="found in the text, not chosen by a person")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "order"], name="order_once_in_a_ticket")]
        ordering = ["id"]


def order_numbered(number: str, ticket: Ticket, agent) -> Order:
    """The order `number` that `agent` may see, the customer's own first. Raises Refused when there is none."""
    if not number_key(number):
        raise Refused(_t("Enter the order number, like 20311."))
    orders = list(Order.objects.visible_to(agent).numbered(number))
    if not orders:
        raise Refused(
            _t("There is no order %(number)s. Look at the number once more.") % {"number": number.strip()}
        )
    return min(orders, key=lambda order: (order.customer_id != ticket.customer_id, -order.pk))


@transaction.atomic
def link_order(ticket: Ticket, order: Order, *, by, **data) -> Event | None:
    """Say that `ticket` is about `order`; twice leaves no trace (None). A person's word stands above the text's."""
    ticket.lock()
    link, is_new = TicketOrder.objects.get_or_create(ticket=ticket, order=order)
    if is_new:
        return record(ticket, Verb.ORDER_LINKED, by=by, before=False, **linked_data(order), **data)
    if link.is_detected:
        link.is_detected = False
        link.save(update_fields=["is_detected"])
    return None


@transaction.atomic
def unlink_order(ticket: Ticket, order: Order, *, by, **data) -> Event | None:
    """Say that `ticket` is not about `order`; leaves no trace when it was not linked (None)."""
    ticket.lock()
    deleted, _ = TicketOrder.objects.filter(ticket=ticket, order=order).delete()
    if not deleted:
        return None
    return record(ticket, Verb.ORDER_UNLINKED, by=by, before=True, **linked_data(order), **data)


@reverses(Verb.ORDER_LINKED, Verb.ORDER_UNLINKED, permission=Permission.TICKET_UPDATE, same="order_id")
def _link_back(ticket: Ticket, event: Event, *, by) -> None:
    order = Order.objects.visible_to(by).filter(pk=event.data["order_id"]).first()
    if order is None:
        raise changed_since()
    verb = link_order if event.data["before"] else unlink_order
    if verb(ticket, order, by=by, undoes=event.pk) is None:
        raise changed_since()


def linked_data(order: Order) -> dict[str, Any]:
    """What the events of a link say."""
    return {"number": str(order), "order_id": order.pk}


def same_order(ticket: Ticket, others: list[Ticket]) -> dict[int, str]:
    """Those of `others` that are about an order that `ticket` is about, and why, in words."""
    mine = TicketOrder.objects.filter(ticket=ticket).values("order")
    shared = TicketOrder.objects.filter(ticket__in=others, order__in=mine)
    return {pk: _t("the same order") for pk in shared.values_list("ticket_id", flat=True)}
