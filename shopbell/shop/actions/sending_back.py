"""What a customer gets to send something back with: the label and the instructions, as data for a page or a mail."""

from datetime import timedelta
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from ..order import Order
from ..policies.terms import Terms
from .run import ActionRun
from .scene import Scene


def rma_number(order: Order, run: ActionRun) -> str:
    """On the label: the order and the run, so that there are no two alike."""
    return f"RMA-{order.number}-{run.pk}"[:60]


def label(number: str, terms: Terms) -> dict[str, Any]:
    return {"carrier": terms.label_carrier, "code": number}


def instructions(scene: Scene, terms: Terms) -> str:
    """In the customer's language: the shop's own words, else these."""
    own = terms.instructions.get(scene.language) or terms.instructions.get("en")
    if own:
        return own
    until = (scene.at + timedelta(days=terms.send_back_days)).date()
    return _(
        "Pack the items well, in their original packaging if you have it. Stick the label on the parcel and hand it "
        "in until %(day)s. Keep the receipt until you hear from us."
    ) % {"day": formats.date_format(until)}
