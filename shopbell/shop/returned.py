"""Returns (RMA): what a customer sends back, with its own state beside the order's.

Requested, the parcel is on its way to the shop; received, the pieces are in stock again; refunded, the money is on its
way to the method that was agreed.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .order import Order


class ReturnStatus(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("return", "Requested")
    RECEIVED = "received", pgettext_lazy("return", "Received")
    REFUNDED = "refunded", _("Refunded")
    WITHDRAWN = "withdrawn", pgettext_lazy("return", "Withdrawn")


class Return(models.Model):
    order = models.ForeignKey("shop.Order", models.CASCADE, related_name="returns")
    run = models.ForeignKey("shop.ActionRun", models.SET_NULL, null=True, related_name="returns")
    number = models.CharField(max_length=60, unique=True, help_text="RMA number, on the label")
    status = models.CharField(max_length=10, choices=ReturnStatus, default=ReturnStatus.REQUESTED)
    reason = models.CharField(max_length=120, blank=True)
    method = models.ForeignKey("shop.PaymentMethod", models.SET_NULL, null=True, related_name="+")
    refund_cents = models.BigIntegerField(help_text="what is paid back, fee taken off")
    fee_cents = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    label = models.JSONField(default=dict, help_text="carrier, code, to")
    instructions = models.TextField(blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    received_at = models.DateTimeField(null=True)
    refunded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.number


def open_return(order: Order, number: str = "") -> Return | None:
    """The return `number` of `order` that was asked for and is not here yet; the oldest, when none is named."""
    rows = Return.objects.filter(order=order, status=ReturnStatus.REQUESTED)
    return (rows.filter(number=number) if number else rows).first()


class ReturnLine(models.Model):
    returned = models.ForeignKey(Return, models.CASCADE, related_name="lines")
    line = models.ForeignKey("shop.OrderLine", models.RESTRICT, related_name="returns")
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
