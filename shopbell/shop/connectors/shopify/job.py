"""A job of Shopify: what takes it longer than an answer, such as cancelling an order."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ..errors import ShopTrouble, Throttled
from . import questions
from .api import Api

SOON_SECONDS = 3
LONGEST = timedelta(hours=1)


def ask_to_cancel(api: Api, order: str, reason: str, note: str) -> tuple[str, list[dict[str, Any]]]:
    """The job in which Shopify cancels `order` from now on, or what it says against that."""
    said = api.ask(
        questions.CANCEL, orderId=order, reason=reason, refundMethod={"originalPaymentMethodsRefund": True},
        restock=True, notifyCustomer=False, staffNote=note,
    )["orderCancel"]  # fmt: skip
    errors = [*said["orderCancelUserErrors"], *said["userErrors"]]
    return "" if errors else said["job"]["id"], errors


def wait_for(api: Api, job: str, *, since: datetime) -> None:
    """Raises Throttled while it goes on, so that it is looked at again soon; ShopTrouble when it takes too long."""
    told = api.ask(questions.JOB, id=job)["job"]
    if told is None or told["done"]:
        return
    if timezone.now() - since > LONGEST:
        raise ShopTrouble(_("Shopify has been cancelling the order for an hour."), is_lasting=True)
    raise Throttled(SOON_SECONDS)
