"""Addresses of a customer: the book that the next order takes its own from. An order keeps a copy."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language_bidi

from shopbell.core.reader import country_name
from shopbell.customers.customer import Customer

LONGEST = {"name": 200, "line1": 200, "line2": 200, "city": 120, "region": 120, "postcode": 20, "country": 60}
PARTS = tuple(LONGEST)


class Address(models.Model):
    gives_way: ClassVar = {
        "is_default": (True, False)
    }  # to the default of whoever its customer is merged into

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="addresses")
    name = models.CharField(max_length=LONGEST["name"], blank=True)
    line1 = models.CharField(max_length=LONGEST["line1"], blank=True)
    line2 = models.CharField(max_length=LONGEST["line2"], blank=True)
    city = models.CharField(max_length=LONGEST["city"], blank=True)
    region = models.CharField(max_length=LONGEST["region"], blank=True)
    postcode = models.CharField(max_length=LONGEST["postcode"], blank=True)
    country = models.CharField(max_length=LONGEST["country"], blank=True, help_text="as the shop writes it")
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["-is_default", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=models.Q(is_default=True), name="one_default_address"
            )
        ]

    @property
    def parts(self) -> dict[str, str]:
        """As an order keeps it."""
        return {part: getattr(self, part) for part in PARTS}


def country_as_named(written: Any) -> Any:
    """`written` as rules name countries: a code of two letters in capitals, anything else as the shop writes it."""
    said = written.strip() if isinstance(written, str) else written
    return said.upper() if isinstance(said, str) and len(said) == 2 and said.isascii() else said


def default_address(customer: Customer) -> Address | None:
    return Address.objects.filter(customer=customer, is_default=True).first()


def make_default(customer: Customer, parts: dict[str, str]) -> tuple[Address, bool]:
    """Make the address of `parts` the one that the next order takes; whether it is new in the book. The caller holds
    the customer's row."""
    wanted = {part: parts.get(part, "") for part in PARTS}
    Address.objects.filter(customer=customer, is_default=True).update(is_default=False)
    known = Address.objects.filter(customer=customer, **wanted).first()
    address = known or Address(customer=customer, **wanted)
    address.is_default = True
    address.save()
    return address, known is None


def add_first_addresses(addresses: dict[int, dict[str, str]]) -> None:
    """Give each customer who has no default address this one, by their id; who has one keeps it."""
    theirs = Address.objects.filter(is_default=True, customer__in=list(addresses))
    known = set(theirs.values_list("customer_id", flat=True))
    fresh = [
        Address(
            customer_id=pk, is_default=True, **{part: text[: LONGEST[part]] for part, text in parts.items()}
        )
        for pk, parts in addresses.items()
        if pk not in known and parts.get("line1")
    ]
    Address.objects.bulk_create(fresh, batch_size=1000)


def address_line(address: Any) -> str:
    """An address, of an order or of a customer, in one line: its country by its name in the reader's language.
    Read from the right, each part keeps its own direction: one in Latin letters draws no comma to its side."""

    def said(name: str) -> str:
        return (address.get(name) if isinstance(address, dict) else getattr(address, name)) or ""

    place = " ".join(filter(None, (said("postcode"), said("city"))))
    parts = (said("name"), said("line1"), said("line2"), place, said("region"), country_name(said("country")))
    if get_language_bidi():
        return "، ".join(f"\u2068{part}\u2069" for part in parts if part)
    return ", ".join(filter(None, parts))
