"""What somebody has decided so far on a day: what they asked for and nobody else approved, and what they approved."""

from datetime import datetime, timedelta

from django.db.models import Q, Sum
from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.customers.customer import Customer
from shopbell.tickets.actor import Actor

from ..actions.run import ActionRun, RunStatus, Who

KEPT = [RunStatus.PERFORMING, RunStatus.DONE]


def decided_cents(who: Who, at: datetime, currency: str, kind: str, *, but: int | None = None) -> int:
    """How much `who` has decided on the day of `at` in `currency`, the run `but` apart.

    `kind` is an action, "exception", or empty for everything. What was taken back or failed does not count.
    """
    begin = midnight(at)
    day = (begin, begin + timedelta(days=1))
    asked = Q(approved_by=None, created_at__gte=day[0], created_at__lt=day[1]) & _asked_by(who)
    if isinstance(who, Agent):
        asked |= Q(approved_by=who, approval__answered_at__gte=day[0], approval__answered_at__lt=day[1])
    runs = ActionRun.objects.filter(asked, status__in=KEPT, currency=currency)
    if but is not None:
        runs = runs.exclude(pk=but)
    if kind == "exception":
        runs = runs.exclude(waived_rule="")
    elif kind:
        runs = runs.filter(action=kind)
    return runs.aggregate(sum=Sum("cost_cents"))["sum"] or 0


def midnight(at: datetime) -> datetime:
    """When the day of `at` began by the clock of the desk: the zone of an agent is theirs to change, a limit is not."""
    begin = timezone.localtime(at, timezone.get_default_timezone())
    return begin.replace(hour=0, minute=0, second=0, microsecond=0)


def _asked_by(who: Who) -> Q:
    if isinstance(who, Agent):
        return Q(agent=who)
    if isinstance(who, Customer):
        return Q(by_customer=who)
    return Q(actor_kind=Actor.RULE)  # all programs have one day together: another name is no other day
