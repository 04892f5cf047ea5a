"""Which products a ticket is about, besides those of its orders: said by an agent, often as the desk suggested it."""

from typing import Any

from django.db import models, transaction

from shopbell.accounts.permission import Permission
from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.undo import changed_since, reverses

from ..product import Product


class TicketProduct(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="product_links")
    product = models.ForeignKey("shop.Product", models.CASCADE, related_name="ticket_links")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "product"], name="product_once_in_a_ticket")]
        ordering = ["id"]


@transaction.atomic
def link_product(ticket: Ticket, product: Product, *, by=None, **data) -> Event | None:
    """Say that `ticket` is about `product`; twice leaves no trace (None)."""
    ticket.lock()
    _link, is_new = TicketProduct.objects.get_or_create(ticket=ticket, product=product)
    if not is_new:
        return None
    return record(ticket, Verb.PRODUCT_LINKED, by=by, before=False, **_told(product), **data)


@transaction.atomic
def unlink_product(ticket: Ticket, product: Product, *, by=None, **data) -> Event | None:
    """Say that `ticket` is not about `product`; leaves no trace when nobody said so (None)."""
    ticket.lock()
    deleted, _ = TicketProduct.objects.filter(ticket=ticket, product=product).delete()
    if not deleted:
        return None
    return record(ticket, Verb.PRODUCT_UNLINKED, by=by, before=True, **_told(product), **data)


def _told(product: Product) -> dict[str, Any]:
    return {"product": product.name, "product_id": product.pk}


@reverses(Verb.PRODUCT_LINKED, Verb.PRODUCT_UNLINKED, permission=Permission.TICKET_UPDATE, same="product_id")
def _link_back(ticket: Ticket, event: Event, *, by) -> None:
    product = Product.objects.filter(pk=event.data["product_id"]).first()
    if product is None:
        raise changed_since()
    verb = link_product if event.data["before"] else unlink_product
    if verb(ticket, product, by=by, undoes=event.pk) is None:
        raise changed_since()


def link_split_products(old: Ticket, new: Ticket, message_ids: list[int]) -> None:
    """Messages of `old` went on in `new`: both are about the same products until somebody says otherwise."""
    for link in old.product_links.select_related("product"):
        TicketProduct.objects.create(ticket=new, product=link.product)
        record(new, Verb.PRODUCT_LINKED, before=False, **_told(link.product))


def taken_off(ticket: Ticket) -> set[int]:
    """The products that somebody said it is not about: nothing suggests them again."""
    events = ticket.events.filter(verb=Verb.PRODUCT_UNLINKED).values_list("data__product_id", flat=True)
    return {product_id for product_id in events if product_id}
