"""Payment methods of a customer, and the payments and refunds of an order. Money is in minor units."""

from django.db import models
from django.utils import timezone


class MethodKind(models.TextChoices):
    CARD = "card"
    PAYPAL = "paypal"
    GIFT_CARD = "gift_card"
    BANK = "bank"


class PaymentMethod(models.Model):
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="payment_methods")
    source = models.CharField(max_length=20, default="built_in")
    external_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=MethodKind)
    brand = models.CharField(max_length=40, blank=True)
    last_four = models.CharField(max_length=4, blank=True)
    balance_cents = models.BigIntegerField(null=True, help_text="of a gift card")
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="payment_method_once")]

    def __str__(self) -> str:
        if self.kind == MethodKind.CARD:
            return f"{self.brand.title() or 'Card'} ••{self.last_four[-2:]}"
        return {"paypal": "PayPal", "gift_card": "Gift card", "bank": "Bank transfer"}[self.kind]


class PaymentKind(models.TextChoices):
    PAYMENT = "payment"
    REFUND = "refund"


class Payment(models.Model):
    order = models.ForeignKey("shop.Order", models.CASCADE, related_name="payments")
    kind = models.CharField(max_length=8, choices=PaymentKind)
    method = models.ForeignKey(PaymentMethod, models.SET_NULL, null=True, related_name="payments")
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField(default=timezone.now)
