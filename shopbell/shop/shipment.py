"""Shipments with the carrier's scans: where the parcel is, and since when it has not moved.

What an agent reads ("no scan for 61 hours") is worded from the scans at the moment of looking; nothing
of it is stored. Whether a silence is long is asked of its carrier (`carriers/pace.py`).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """How far the parcel is when it is scanned."""

    LABEL = "label", _("Label printed")
    PICKED_UP = "picked_up", _("Handed to the carrier")
    ON_THE_WAY = "on_the_way", _("On the way")
    OUT = "out", _("Out for delivery")
    DELIVERED = "delivered", _("Delivered")
    PROBLEM = "problem", _("Problem")


class Shipment(models.Model):
    order = models.ForeignKey("shop.Order", models.CASCADE, related_name="shipments")
    external_id = models.CharField(max_length=80, blank=True)
    carrier = models.CharField(max_length=80, blank=True)
    tracking_number = models.CharField(max_length=80, blank=True, db_index=True)
    warehouse = models.CharField(max_length=80, blank=True, help_text="where it leaves from")
    lines = models.ManyToManyField("shop.OrderLine", related_name="shipments")
    shipped_at = models.DateTimeField(null=True)
    expected_on = models.DateField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "external_id"], condition=~models.Q(external_id=""), name="shipment_once"
            )
        ]
        indexes = [
            models.Index("order", condition=models.Q(delivered_at=None), name="shipment_under_way"),
        ]

    @property
    def last_scan(self) -> "Scan | None":
        scans = list(self.scans.all())  # in order of time; prefetched on every screen
        return scans[-1] if scans else None

    @property
    def is_waiting(self) -> bool:
        """Whether it was promised, such as a replacement, and nobody has handed it over yet."""
        return not (self.shipped_at or self.delivered_at or self.tracking_number or self.last_scan)

    def silence(self, now: datetime) -> timedelta | None:
        """How long nobody has scanned a parcel that is under way; None before the first scan and after delivery."""
        last = self.last_scan
        if last is None or self.delivered_at or last.step == Step.DELIVERED:
            return None
        return now - last.at


class Scan(models.Model):
    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="scans")
    step = models.CharField(max_length=12, choices=Step, default=Step.ON_THE_WAY)
    at = models.DateTimeField(default=timezone.now)
    place = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=200)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["shipment", "at", "text"], name="scan_once")]


def arrival_in(scans: Iterable[Scan]) -> datetime | None:
    """When the carrier says that it arrived; None while it does not."""
    return min((scan.at for scan in scans if scan.step == Step.DELIVERED), default=None)
