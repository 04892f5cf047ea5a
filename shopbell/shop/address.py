"""Addresses of a customer: the book that the next order takes its own from. An order keeps a copy."""

from django.db import models

from shopbell.customers.customer import Customer

PARTS = ("name", "line1", "line2", "city", "region", "postcode", "country")


class Address(models.Model):
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="addresses")
    name = models.CharField(max_length=200, blank=True)
    line1 = models.CharField(max_length=200, blank=True)
    line2 = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=60, blank=True, help_text="as the shop writes it")
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


def default_address(customer: Customer) -> Address | None:
    return Address.objects.filter(customer=customer, is_default=True).first()


def make_default(customer: Customer, parts: dict[str, str]) -> Address:
    """Make the address of `parts` the one that the next order takes. The caller holds the customer's row."""
    wanted = {part: parts.get(part, "") for part in PARTS}
    Address.objects.filter(customer=customer, is_default=True).update(is_default=False)
    address = Address.objects.filter(customer=customer, **wanted).first() or Address(
        customer=customer, **wanted
    )
    address.is_default = True
    address.save()
    return address
