"""Orders and their lines: what a customer bought, in the state the shop system says.

Changed only through an action (`actions`), or by the shop system that it came from.
"""

import unicodedata

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.accounts.permission import Permission


class OrderStatus(models.TextChoices):
    PENDING = "pending", pgettext_lazy("order", "Pending")
    PROCESSED = "processed", _("Processed")
    SHIPPED = "shipped", _("Shipped")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled")
    ITEMS_CHANGED = "items_changed", _("Items changed")
    RETURN_REQUESTED = "return_requested", _("Return requested")
    RETURNED = "returned", _("Return received")
    REFUNDED = "refunded", _("Refunded")
    EXCHANGE_REQUESTED = "exchange_requested", _("Exchange requested")
    EXCHANGED = "exchanged", _("Exchange sent")


FOR_SHOPPERS = {  # who bought it knows nothing of how a desk calls its work
    OrderStatus.PENDING: pgettext_lazy("a shopper's order", "Order received"),
    OrderStatus.PROCESSED: pgettext_lazy("a shopper's order", "Being packed"),
}


def status_for_shoppers(status: str) -> str:
    """What whoever bought it reads of the state of their order."""
    known = OrderStatus(status)
    return str(FOR_SHOPPERS.get(known, known.label))


NEWEST_FIRST = models.F("placed_at").desc(nulls_last=True)


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, agent):
        """Orders this agent may see; none without `order:read`."""
        return self.all() if agent.may(Permission.ORDER_READ) else self.none()

    def numbered(self, text: str):
        """Orders whose number is `text`, with or without the shop's marks (#W26 is w26)."""
        key = number_key(text)
        return self.filter(number_key=key) if key else self.none()  # marks alone are nobody's number


class Order(models.Model):
    source = models.CharField(max_length=20, default="built_in")
    external_id = models.CharField(max_length=80)
    number = models.CharField(max_length=60)
    number_key = models.CharField(max_length=60, db_index=True, editable=False)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="orders")
    status = models.CharField(max_length=20, choices=OrderStatus, default=OrderStatus.PENDING)
    currency = models.CharField(max_length=3)
    total_cents = models.BigIntegerField(default=0)
    discount_cents = models.BigIntegerField(default=0)
    shipping_cents = models.BigIntegerField(default=0)
    tax_cents = models.BigIntegerField(default=0)
    address = models.JSONField(default=dict, help_text="name, line1, line2, city, region, postcode, country")
    note = models.TextField(blank=True)
    cancel_reason = models.CharField(max_length=120, blank=True)
    seller = models.ForeignKey(
        "shop.Seller",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="orders",
        help_text="of a marketplace",
    )
    placed_at = models.DateTimeField(
        default=timezone.now, null=True, help_text="null when the shop does not say"
    )

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = [NEWEST_FIRST, "-id"]
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="order_once")]
        indexes = [
            models.Index("customer", NEWEST_FIRST, models.F("id").desc(), name="order_of_customer_newest"),
            models.Index(fields=["placed_at"], name="order_by_time"),
        ]

    def __str__(self) -> str:
        return order_name(self.number)

    def save(self, *args, **kwargs) -> None:
        self.number_key = number_key(self.number)  # bulk_create passes this by: set it there
        super().save(*args, **kwargs)

    @property
    def goods_cents(self) -> int:
        """What the lines cost before discount, shipping and tax."""
        return sum(line.quantity * line.price_cents for line in self.lines.all())


class OrderLine(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    external_id = models.CharField(max_length=80, blank=True)
    variant = models.ForeignKey("shop.Variant", models.SET_NULL, null=True, related_name="lines")
    name = models.CharField(max_length=300)
    options = models.JSONField(default=dict)
    quantity = models.PositiveIntegerField(default=1)
    price_cents = models.BigIntegerField(help_text="of one piece")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "external_id"], condition=~models.Q(external_id=""), name="order_line_once"
            )
        ]


def number_key(number: str) -> str:
    """How order numbers are compared: letters and digits only, in lower case, digits of any script as 0–9."""
    plain = unicodedata.normalize("NFKC", number).lower()
    return "".join(_digit(c) for c in plain if c.isalnum())[:60]


def _digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def order_name(number: str) -> str:
    """`number` as people read it: #W2611987."""
    return f"#{number.lstrip('#')}"


def has_ordered(customer_id: int) -> bool:
    """Whether the customer has an order with the shop, in whatever state."""
    return Order.objects.filter(customer=customer_id).exists()
