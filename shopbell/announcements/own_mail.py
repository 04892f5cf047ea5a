"""What a shopper who is signed in is told of, in the portal: the subscriptions of the addresses that they proved."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from shopbell.customers.customer import Customer
from shopbell.helpcenter.centre import HelpCentre
from shopbell.portal.own_mail import OwnMail, Source, proved_addresses

from .part import StatusPart
from .subscription import Subscription, SubscriptionKind, leave

PAGES = {SubscriptionKind.INCIDENTS: "status", SubscriptionKind.NEWS: "status-news"}


def own(customer: Customer) -> list[OwnMail]:
    centre = HelpCentre.current()
    language = centre.nearest(get_language() or "")
    addresses = {each.value: each.pk for each in proved_addresses(customer)}
    rows = Subscription.objects.filter(address__in=addresses).prefetch_related("parts__names").order_by("pk")
    return [
        OwnMail(
            key=each.pk,
            title=str(SubscriptionKind(each.kind).label),
            about=" · ".join([*_parts(each, centre.chain(language)), each.address]),
            address=reverse(PAGES[SubscriptionKind(each.kind)], args=[language]),
            what={
                "identity": addresses[each.address],
                "kind": each.kind,
                "language": each.language,
                "parts": [part.pk for part in each.parts.all()],
            },
        )
        for each in rows
    ]


def _parts(subscription: Subscription, chain: list[str]) -> list[str]:
    return [str(part.named_in(chain) or part) for part in subscription.parts.all()]


def end(customer: Customer, mail: OwnMail) -> None:
    leave(str(mail.key))


def begin(customer: Customer, what: dict[str, Any]) -> None:
    """Raises LookupError when the address is theirs no more, or none of the parts is there."""
    address = next((each.value for each in proved_addresses(customer) if each.pk == what["identity"]), None)
    parts = StatusPart.objects.filter(pk__in=what["parts"])
    if not address or what["parts"] and not parts:  # none at all would be everything
        raise LookupError
    subscription, is_new = Subscription.objects.get_or_create(
        kind=what["kind"], address=address, defaults={"language": what["language"]}
    )
    if is_new:
        subscription.parts.set(parts)


def places() -> list[tuple[str, str]]:
    language = HelpCentre.current().nearest(get_language() or "")
    return [(str(kind.label), reverse(page, args=[language])) for kind, page in PAGES.items()]


SOURCE = Source(own=own, end=end, begin=begin, places=places)
