"""Somebody has proved to own an e-mail address: it is theirs from then on, and whoever was known by it joins them."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from shopbell.core.lock import hold_until_commit

from .customer import Customer, claim_identity
from .identity import SHOP_PHONE, WEAK_SOURCES, Identity, Kind
from .merge import merge_customers


@transaction.atomic
def prove_address(customer: Customer, address: str, *, source: str, reason: str) -> Customer:
    """`customer` has proved to own `address`; returns the customer whose it is from now on. Twice changes nothing.

    When somebody else has proved it before, `customer` becomes a part of them; but not if `customer` has proved
    something else: then two known people are concerned, and an agent decides. Each merge can be taken back.
    """
    hold_until_commit(f"identity {Kind.EMAIL}:{address}")
    claims = list(
        Identity.objects.select_related("customer").filter(
            kind=Kind.EMAIL, value=address, customer__merged_into=None
        )
    )
    owner = next((claim.customer for claim in claims if claim.is_verified), None)
    if owner is None:
        claim_identity(customer, Kind.EMAIL, address, source=source, verified_at=timezone.now())
        _join_mere_claims(customer, claims, reason)
    elif owner != customer and is_known_by_claims_only(customer):
        merge_customers(owner, customer, reason=reason)
        return owner
    return customer


@transaction.atomic
def customer_who_proved(address: str, *, source: str, reason: str) -> Customer:
    """Whose `address` is, of which we know nothing but that it was proved this moment; a new customer if nobody's."""
    hold_until_commit(f"identity {Kind.EMAIL}:{address}")
    return owner_of(address) or prove_address(
        _beginner(address) or Customer.objects.create(), address, source=source, reason=reason
    )


def may_be_proved(address: str) -> bool:
    """Whether somebody is known by `address` who would be found by proving it."""
    return owner_of(address) is not None or _beginner(address) is not None


def owner_of(address: str) -> Customer | None:
    """Who has proved to own `address`."""
    return Customer.objects.standing().filter(_proved(address)).first()


def _proved(address: str) -> Q:
    return Q(
        pk__in=Identity.objects.filter(kind=Kind.EMAIL, value=address, verified_at__isnull=False).values(
            "customer"
        )
    )


def _beginner(address: str) -> Customer | None:
    """The oldest customer who began with this address, as by a mail, and of whom nothing else is proved nor another
    address known. Whoever was known otherwise first may have been given it by anybody who said so on the phone."""
    claims = Identity.objects.select_related("customer").filter(
        kind=Kind.EMAIL, value=address, customer__in=Customer.objects.standing()
    )
    for claim in claims.exclude(source__in=WEAK_SOURCES).order_by("customer_id"):
        others = claim.customer.identities.exclude(pk=claim.pk).exclude(source=SHOP_PHONE)
        if not others.filter(Q(pk__lt=claim.pk) | Q(kind=Kind.EMAIL) | Q(verified_at__isnull=False)).exists():
            return claim.customer
    return None


def is_known_by_claims_only(customer: Customer) -> bool:
    """Nothing but a browser or unproven claims: joining them to the owner of the address takes nothing from anybody."""
    return not customer.identities.filter(verified_at__isnull=False).exclude(kind=Kind.VISITOR).exists()


def _join_mere_claims(customer: Customer, claims: list[Identity], reason: str) -> None:
    """Customers who are known by this one address alone are the same person, who has just proved it."""
    for claim in claims:
        is_other = claim.customer_id != customer.pk and claim.source not in WEAK_SOURCES
        if is_other and claim.customer.identities.exclude(source=SHOP_PHONE).count() == 1:
            merge_customers(customer, claim.customer, reason=reason)
