"""Whoever is erased is told no more: their subscriptions go, and that they asked for them."""

from typing import Any

from django.utils.translation import gettext as _

from shopbell.customers.customer import Customer
from shopbell.customers.erasure import Doomed, Part
from shopbell.customers.identity import Kind

from .subscription import Subscription, SubscriptionKind, SubscriptionLink


def goes(doomed: Doomed) -> list[str]:
    told = set(Subscription.objects.filter(address__in=doomed.addresses).values_list("kind", flat=True))
    said = {
        SubscriptionKind.INCIDENTS: _("That they are mailed what is wrong at the shop."),
        SubscriptionKind.NEWS: _("That they are mailed the news of the shop."),
    }
    return [words for kind, words in said.items() if kind in told]


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
            "kind": each.kind,
            "parts": [str(part) for part in each.parts.all()],
            "since": each.confirmed_at,
        }
        for each in rows
    ]


PART = Part(goes=goes, at_once=forget)
