"""A cart: what a customer has put aside and not bought yet."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

LEFT_AFTER = timedelta(days=1)


class Cart(models.Model):
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="carts")
    source = models.CharField(max_length=20, default="built_in")
    external_id = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="cart_once")]

    @property
    def is_left(self) -> bool:
        """Whether nobody has touched it for a day: it was left behind rather than being filled."""
        return timezone.now() - self.updated_at > LEFT_AFTER

    @property
    def total_cents(self) -> int:
        return sum(line.quantity * line.price_cents for line in self.lines.all())


class CartLine(models.Model):
    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    variant = models.ForeignKey("shop.Variant", models.CASCADE)
    quantity = models.PositiveIntegerField(default=1)
    price_cents = models.BigIntegerField()
