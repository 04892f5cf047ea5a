"""What the demo shop gave beyond what it owed: credits, exceptions to its policies, and one request that waits."""

import random

from shopbell.accounts.models import Agent
from shopbell.customers.models import Customer
from shopbell.shop.actions.perform import perform_action
from shopbell.shop.actions.waiver import Waiver
from shopbell.shop.models import ExceptionReason, GoodwillBudget, Order

from .shop import CURRENCY

CREDITS = [(1500, "Late by a week"), (1000, "Scratched, kept all the same"), (2500, "Wrong item sent twice")]
WAITING = (9000, "A table that came broken on moving day")
CANCELLED = [
    ("Our mistake", "The page named a day that we could not keep.", "delivery too late"),
    ("Hardship", "Moves out next week and has no use for it any more.", "moving away"),
]


def give_goodwill(people: list[Customer], chance: random.Random) -> None:
    """Done by the verbs, so that budgets, limits and the ledger tell the same. Without tickets: no timeline changes."""
    GoodwillBudget.objects.create(currency=CURRENCY, amount=400)
    agents = list(Agent.objects.filter(role__name="Agent").order_by("pk"))
    leads = list(Agent.objects.filter(role__name="Lead").order_by("pk"))
    who = chance.sample(people, min(len(people), len(CREDITS) + 1))
    for customer, (cents, why) in zip(who, [*CREDITS, WAITING], strict=False):
        parameters = {"amount_cents": cents, "currency": CURRENCY, "reason": why}
        perform_action(
            "give_credit",
            by=chance.choice(agents),
            key=f"demo-credit-{cents}",
            customer=customer,
            parameters=parameters,
        )
    small = Order.objects.filter(status="pending", total_cents__lte=15_000, currency=CURRENCY).order_by("pk")
    reasons = {reason.name: reason.pk for reason in ExceptionReason.objects.all()}
    for order, (reason, words, said) in zip(small[: len(CANCELLED)], CANCELLED, strict=False):
        waiver = Waiver("cancel-reason", words, reasons.get(reason))
        perform_action(
            "cancel_order", by=chance.choice(leads), key=f"demo-cancel-{order.pk}", order=order, waiver=waiver,
            parameters={"reason": said},
        )  # fmt: skip
