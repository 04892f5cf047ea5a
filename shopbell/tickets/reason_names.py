"""The reasons that every desk begins with, in the shopper's language; a shop's own stand as they were written."""

from django.utils.translation import pgettext_lazy

NAMES = {
    "Product advice": pgettext_lazy("contact reason", "Product advice"),
    "Price, promotion or stock": pgettext_lazy("contact reason", "Price, promotion or stock"),
    "Shipping options and times": pgettext_lazy("contact reason", "Shipping options and times"),
    "Payment options": pgettext_lazy("contact reason", "Payment options"),
    "Business or wholesale": pgettext_lazy("contact reason", "Business or wholesale"),
    "Checkout or payment problem": pgettext_lazy("contact reason", "Checkout or payment problem"),
    "Account and sign-in": pgettext_lazy("contact reason", "Account and sign-in"),
    "Coupon does not work": pgettext_lazy("contact reason", "Coupon does not work"),
    "Where is my order": pgettext_lazy("contact reason", "Where is my order"),
    "Change or cancel an order": pgettext_lazy("contact reason", "Change or cancel an order"),
    "Return": pgettext_lazy("contact reason", "Return"),
    "Exchange": pgettext_lazy("contact reason", "Exchange"),
    "Refund status": pgettext_lazy("contact reason", "Refund status"),
    "Damaged, wrong or missing item": pgettext_lazy("contact reason", "Damaged, wrong or missing item"),
    "Warranty and how-to": pgettext_lazy("contact reason", "Warranty and how-to"),
    "Invoice": pgettext_lazy("contact reason", "Invoice"),
    "Subscription": pgettext_lazy("contact reason", "Subscription"),
    "Privacy request": pgettext_lazy("contact reason", "Privacy request"),
    "Complaint": pgettext_lazy("contact reason", "Complaint"),
    "Praise": pgettext_lazy("contact reason", "Praise"),
}


def name_for_shoppers(name: str) -> str:
    """The `name` of a reason as whoever chooses it reads it."""
    return str(NAMES.get(name, name))
