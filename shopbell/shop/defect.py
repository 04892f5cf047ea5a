"""A defect of a product, as a customer met it: the quality team counts them, and the next agent sees them."""

from django.db import models
from django.utils import timezone


class Defect(models.Model):
    product = models.ForeignKey("shop.Product", models.CASCADE, related_name="defects")
    variant = models.ForeignKey("shop.Variant", models.SET_NULL, null=True, related_name="defects")
    order = models.ForeignKey("shop.Order", models.SET_NULL, null=True, related_name="defects")
    line = models.ForeignKey("shop.OrderLine", models.SET_NULL, null=True, related_name="defects")
    run = models.ForeignKey("shop.ActionRun", models.SET_NULL, null=True, related_name="defects")
    kind = models.CharField(max_length=60)
    words = models.TextField(blank=True)
    noted_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
