"""Payment methods of a customer, and the payments and refunds of an order. Money is in minor units."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MethodKind(models.TextChoices):
    CARD = "card", _("Card")
    PAYPAL = "paypal", "PayPal"
    GIFT_CARD = "gift_card", _("Gift card")
    BANK = "bank", _("Bank transfer")


class PaymentMethod(models.Model):
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="payment_methods")
    source = models.CharField(max_length=20, default="built_in")
    external_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=MethodKind)
    brand = models.CharField(max_length=40, blank=True)
    last_four = models.CharField(max_length=4, blank=True)
    balance_cents = models.BigIntegerField(null=True, help_text="of a gift card")
    told_balance_cents = models.BigIntegerField(null=True, help_text="as the shop told it last")
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="payment_method_once"),
            models.CheckConstraint(
                condition=models.Q(balance_cents=None) | models.Q(balance_cents__gte=0),
                name="no_balance_below_zero",
            ),
        ]

    def __str__(self) -> str:
        if self.kind == MethodKind.CARD and self.last_four:
            return f"{self.brand.title() or self.get_kind_display()} ••{self.last_four[-2:]}"
        return str(self.get_kind_display())


class PaymentKind(models.TextChoices):
    PAYMENT = "payment", _("Paid")
    REFUND = "refund", _("Paid back")


class PaymentQuerySet(models.QuerySet["Payment"]):
    def standing(self):
        """What was paid and paid back; not what was taken back before it happened."""
        return self.filter(voided_at=None)


class Payment(models.Model):
    """Of a refund, `repays` is the payment that it pays back; the database lets no payment be paid back twice
    (migrations 0007
    and 0014)."""

    order = models.ForeignKey("shop.Order", models.CASCADE, related_name="payments")
    external_id = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=8, choices=PaymentKind)
    method = models.ForeignKey(PaymentMethod, models.SET_NULL, null=True, related_name="payments")
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField(default=timezone.now, null=True, help_text="null when the shop does not say")
    repays = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="refunds")
    run = models.ForeignKey("shop.ActionRun", models.SET_NULL, null=True, blank=True, related_name="payments")
    voided_at = models.DateTimeField(null=True, blank=True, help_text="taken back before it happened")

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "external_id"], condition=~models.Q(external_id=""), name="payment_once"
            )
        ]
