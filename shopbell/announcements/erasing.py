"""Whoever is erased is told no more: their subscription goes, and that they asked for one."""

from typing import Any

from django.utils.translation import gettext as _

from shopbell.customers.customer import Customer
from shopbell.customers.erasure import Doomed, Part
from shopbell.customers.identity import Kind

from .subscription import Subscription, SubscriptionLink


def goes(doomed: Doomed) -> list[str]:
    is_told = Subscription.objects.filter(address__in=doomed.addresses).exists()
    return [_("That they are mailed what is wrong at the shop.")] if is_told else []


def forget(doomed: Doomed) -> None:
    Subscription.objects.filter(address__in=doomed.addresses).delete()
    SubscriptionLink.objects.filter(address__in=doomed.addresses).delete()


def exported_subscriptions(customer: Customer) -> list[dict[str, Any]]:
    """What their proved addresses are told of, for who asks what is kept of them."""
    own = customer.identities.filter(kind=Kind.EMAIL, verified_at__isnull=False).values("value")
    rows = Subscription.objects.filter(address__in=own).prefetch_related("parts__names").order_by("pk")
    return [
        {
            "address": each.address,
            "parts": [str(part) for part in each.parts.all()],
            "since": each.confirmed_at,
        }
        for each in rows
    ]


PART = Part(goes=goes, at_once=forget)
