"""Taking back what a shopper did to their order themselves, as long as the policy's minutes let an agent do so."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.rate import count_use
from shopbell.customers.customer import Customer
from shopbell.shop.actions.run import ActionRun
from shopbell.shop.actions.undo import terms_of, undo_run, why_not

from .own_action import AN_HOUR, KEY


def back_until(run: ActionRun) -> datetime | None:
    """Until when who did `run` here can take it back; None when they cannot, or no more."""
    if not run.key.startswith(KEY) or why_not(run):
        return None
    return (run.settled_at or run.created_at) + timedelta(minutes=terms_of(run).undo_minutes)


@transaction.atomic
def take_back_oneself(customer: Customer, run: ActionRun) -> ActionRun:
    """Take back what `customer` did to their order; twice changes nothing. Raises Refused with the reason when it has
    gone on since or the time is over."""
    if not run.key.startswith(KEY) or run.by_customer_id != customer.pk:
        raise Refused(_("This cannot be undone."))
    count_use(f"portal action {customer.pk}", limit=AN_HOUR, seconds=3600)
    return undo_run(run, by=customer)  # once it is undone, `decision_mail` tells of it
