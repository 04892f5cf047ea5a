"""What is done for a customer besides: goodwill, documents, their address, defects."""

from .words import (
    N_,
    Rule,
    allow,
    lines_of_order,
    own_method,
    own_order,
    when,
)

CUSTOMER: dict[str, list[Rule]] = {
    "give_credit": [
        own_method("credit", when("method.is_named", "is", True)),
        allow(
            "credit",
            N_("Goodwill"),
            N_("We give you a voucher for your next order, or put the amount onto your gift card."),
            voucher_days=365,
        ),
    ],
    "resend_document": [
        own_order("document"),
        allow(
            "document",
            N_("Sending documents again"),
            N_("We send the invoice or the confirmation again to your e-mail address."),
        ),
    ],
    "change_default_address": [
        allow(
            "default-address",
            N_("Changing the default address"),
            N_(
                "Your default address can be changed at any time. Orders that are placed already keep theirs."
            ),
        ),
    ],
    "flag_defect": [
        own_order("defect"),
        *lines_of_order("defect")[:1],
        allow(
            "defect",
            N_("Reporting a defect"),
            N_("Thank you. We will pass this on to whoever looks after the product."),
        ),
    ],
}
