"""An invoice: the paper of an order, which can be sent again."""

from django.db import models
from django.utils import timezone


class Invoice(models.Model):
    order = models.ForeignKey("shop.Order", models.CASCADE, related_name="invoices")
    number = models.CharField(max_length=60)
    total_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    issued_at = models.DateTimeField(default=timezone.now)
    page = models.CharField(max_length=300, blank=True, help_text="where it can be fetched: path or address")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["order", "number"], name="invoice_once")]

    def __str__(self) -> str:
        return self.number
