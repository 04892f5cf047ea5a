"""What somebody has decided so far on a day: what they asked for and nobody else approved, and what they approved."""

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet, Sum
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
    asked = _asked_on(at) & _asked_by(who)
    if isinstance(who, Agent):
        asked |= _approved_on(at) & Q(approved_by=who)
    runs = _kept(currency, kind).filter(asked)
    if but is not None:
        runs = runs.exclude(pk=but)
    return runs.aggregate(sum=Sum("cost_cents"))["sum"] or 0


def decided_by_agents(at: datetime, currency: str, kind: str) -> Counter[int]:
    """The same of every agent, by their key, in as many queries as for one."""
    sums: Counter[int] = Counter()
    for day, who in ((_asked_on(at) & ~Q(agent=None), "agent"), (_approved_on(at), "approved_by")):
        rows = _kept(currency, kind).filter(day).order_by().values_list(who)
        sums.update(dict(rows.annotate(sum=Sum("cost_cents"))))
    return sums


def midnight(at: datetime) -> datetime:
    """When the day of `at` began by the clock of the desk: the zone of an agent is theirs to change, a limit is not."""
    begin = timezone.localtime(at, timezone.get_default_timezone())
    return begin.replace(hour=0, minute=0, second=0, microsecond=0)


def _kept(currency: str, kind: str) -> QuerySet[ActionRun]:
    runs = ActionRun.objects.filter(status__in=KEPT, currency=currency)
    if kind == "exception":
        return runs.exclude(waived_rule="")
    return runs.filter(action=kind) if kind else runs


def _asked_on(at: datetime) -> Q:
    begin = midnight(at)
    return Q(approved_by=None, created_at__gte=begin, created_at__lt=begin + timedelta(days=1))


def _approved_on(at: datetime) -> Q:
    begin = midnight(at)
    return Q(approval__answered_at__gte=begin, approval__answered_at__lt=begin + timedelta(days=1))


def _asked_by(who: Who) -> Q:
    if isinstance(who, Agent):
        return Q(agent=who)
    if isinstance(who, Customer):
        return Q(by_customer=who)
    return Q(actor_kind=Actor.RULE)  # all programs have one day together: another name is no other day
