"""A voucher: an amount off the customer's next purchase, by a code. What a shop gives beyond what it owes."""

import secrets

from django.db import models
from django.utils import timezone

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that are taken for another


class Voucher(models.Model):
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="vouchers")
    order = models.ForeignKey("shop.Order", models.SET_NULL, null=True, related_name="vouchers")
    run = models.ForeignKey("shop.ActionRun", models.SET_NULL, null=True, related_name="vouchers")
    code = models.CharField(max_length=40, unique=True)
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_on = models.DateField(null=True)
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.code


def new_code() -> str:
    """A code that nobody guesses: 60 bits."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"
