"""Scans as carriers tell them."""

from django.utils import timezone

from shopbell.shop.models import Shipment

from .conftest import NUMBER

PICKED_UP = (NUMBER, "2026-11-20T09:00:00+00:00", "picked_up", "Handed over", "Ghent")
DELIVERED = (NUMBER, "2026-11-22T10:00:00+00:00", "delivered", "Left with a neighbour", "Lyon")


def order_of(shipment):
    shipment.refresh_from_db()
    shipment.order.refresh_from_db()
    return shipment.order


# --- how far the order is -----------------------------------------------------------------------


def delivered(shipment):
    Shipment.objects.filter(pk=shipment.pk).update(delivered_at=timezone.now())
