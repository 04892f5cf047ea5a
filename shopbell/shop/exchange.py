"""Exchanges: pieces that come back and others of the same product that go out for them.

The difference in price is agreed when it is asked for and moves when the new pieces are sent; until then what a gift
card has promised is not spent elsewhere (`promised_cents`).
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from .order import Order
from .payment import PaymentMethod


class ExchangeStatus(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("exchange", "Requested")
    RECEIVED = "received", pgettext_lazy("exchange", "Received")
    SENT = "sent", pgettext_lazy("exchange", "Sent")
    WITHDRAWN = "withdrawn", pgettext_lazy("exchange", "Withdrawn")


OPEN = (ExchangeStatus.REQUESTED, ExchangeStatus.RECEIVED)


class Exchange(models.Model):
    order = models.ForeignKey("shop.Order", models.CASCADE, related_name="exchanges")
    run = models.ForeignKey("shop.ActionRun", models.SET_NULL, null=True, related_name="exchanges")
    number = models.CharField(max_length=60, unique=True, help_text="on the label")
    status = models.CharField(max_length=10, choices=ExchangeStatus, default=ExchangeStatus.REQUESTED)
    method = models.ForeignKey("shop.PaymentMethod", models.SET_NULL, null=True, related_name="exchanges")
    difference_cents = models.BigIntegerField(help_text="above zero: the customer pays")
    is_settled = models.BooleanField(default=False, help_text="the difference has moved")
    currency = models.CharField(max_length=3)
    label = models.JSONField(default=dict, help_text="carrier, code, to")
    instructions = models.TextField(blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    received_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.number


def open_exchange(order: Order, number: str = "") -> Exchange | None:
    """The exchange `number` of `order` that was asked for and not sent yet; the oldest, when none is named."""
    rows = Exchange.objects.filter(order=order, status__in=OPEN)
    return (rows.filter(number=number) if number else rows).first()


class ExchangeLine(models.Model):
    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="lines")
    line = models.ForeignKey("shop.OrderLine", models.RESTRICT, related_name="exchanges")
    quantity = models.PositiveIntegerField()
    variant = models.ForeignKey("shop.Variant", models.SET_NULL, null=True, related_name="+")
    options = models.JSONField(default=dict, help_text="of the new variant, as agreed")
    price_cents = models.BigIntegerField(help_text="of one new piece, as agreed")

    class Meta:
        ordering = ["id"]


def promised_cents(method: PaymentMethod) -> int:
    """What open exchanges will charge to `method`."""
    open_ones = Exchange.objects.filter(
        method=method, status__in=OPEN, is_settled=False, difference_cents__gt=0
    )
    return open_ones.aggregate(sum=models.Sum("difference_cents"))["sum"] or 0
