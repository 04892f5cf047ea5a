"""Shipments with the carrier's scans: where the parcel is, and since when it has not moved."""

from django.db import models
from django.utils import timezone


class Shipment(models.Model):
    order = models.ForeignKey("shop.Order", models.CASCADE, related_name="shipments")
    carrier = models.CharField(max_length=80, blank=True)
    tracking_number = models.CharField(max_length=80, blank=True, db_index=True)
    lines = models.ManyToManyField("shop.OrderLine", related_name="shipments")
    shipped_at = models.DateTimeField(null=True)
    expected_on = models.DateField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]


class Scan(models.Model):
    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="scans")
    at = models.DateTimeField(default=timezone.now)
    place = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=200)

    class Meta:
        ordering = ["at", "id"]
