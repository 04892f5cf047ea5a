"""An identity: one way a customer is known (e-mail, phone, a browser, a social handle), verified or not.

Verified means that somebody proved to own it: a shop system that has seen it proved, a signed link followed
from a mail, a provider's word. Two customers may claim the same address, but only one can have it verified:
what a visitor types into a form opens nobody's history.
"""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Reverse, Upper
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.errors import Refused
from shopbell.core.phone_in_text import numbers_apart
from shopbell.core.prepared_insert import PreparedInsert

from .mail_address import NoAddress, normal_address

SHOP = "shop"
TYPED, FORGED, SHOP_PHONE = "chat", "forged", "shop-phone"
# typed in a browser, said by a mail that was not from there, or the number of a shop account that is known by its
# e-mail address only: worth nothing alone
WEAK_SOURCES = [TYPED, FORGED, SHOP_PHONE]


class Kind(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    VISITOR = "visitor", _("Browser")
    HANDLE = "handle", _("Social handle")


class Identity(PreparedInsert):
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=320)
    source = models.CharField(
        max_length=40, blank=True, help_text="who says so: shop, email, chat, form, agent"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "kind", "value"], name="identity_once_per_customer"),
            models.UniqueConstraint(
                fields=["kind", "value"],
                condition=models.Q(verified_at__isnull=False),
                name="one_verified_owner",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "value"]),
            models.Index(
                OpClass(Upper("value"), name="text_pattern_ops"),
                name="identity_by_beginning",
                condition=~models.Q(kind="visitor"),
            ),
            models.Index(  # by domain: the customers at a company
                OpClass(Reverse("value"), name="text_pattern_ops"),
                name="proved_address_by_domain",
                condition=models.Q(kind="email", verified_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.value

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None


def normal(kind: str, value: str) -> str:
    """`value` as it is stored and compared: e-mail in lower case with an IDNA domain, phone as E.164.

    Raises Refused when it cannot be one.
    """
    if kind == Kind.EMAIL:
        try:
            return normal_address(value)
        except NoAddress:
            raise Refused(_t("This is not an e-mail address. Write it like name@example.com.")) from None
    value = value.strip().replace("\0", "")
    if kind == Kind.PHONE:
        import phonenumbers  # 30 MB of tables, wanted by few processes

        try:
            number = phonenumbers.parse(value, None)
        except phonenumbers.NumberParseException:
            raise Refused(
                numbers_apart(_t("Enter the phone number with its country code, like +33 1 23 45 67 89."))
            ) from None
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return value
