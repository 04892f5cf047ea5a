"""The ledger of exceptions: which were asked for, by whom, why and for what, what they cost, and the sums of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core.money import in_major

from .budget import month_of
from .exception import DENIED, GRANTED, PolicyException

MOST_GROUPS = 50
PERIODS = ("month", "year", "last_year", "all")


@dataclass(frozen=True)
class Choice:
    """What of the ledger is looked at."""

    period: str = "year"
    agent: int | None = None
    reason: int | None = None
    product: int | None = None


@dataclass
class Group:
    """The sums of one agent, reason or product; `sums` by currency, of what was granted."""

    key: int | None
    name: str
    granted: int = 0
    denied: int = 0
    sums: dict[str, int] = field(default_factory=dict)


def entries(choice: Choice, now: datetime) -> QuerySet[PolicyException]:
    rows = PolicyException.objects.all()
    begin, end = _period(choice.period, now)
    if begin:
        rows = rows.filter(asked_at__gte=begin)
    if end:
        rows = rows.filter(asked_at__lt=end)
    if choice.agent:
        rows = rows.filter(run__agent=choice.agent)
    if choice.reason:
        rows = rows.filter(reason=choice.reason)
    if choice.product:
        rows = rows.filter(products=choice.product)
    return rows


def whole(rows: QuerySet[PolicyException]) -> QuerySet[PolicyException]:
    """With everything that the list shows."""
    return rows.select_related(
        "reason", "version__policy", "run__agent", "run__by_customer", "run__order", "run__customer",
        "run__approved_by", "run__approval",
    ).prefetch_related("products")  # fmt: skip


def sums_by(rows: QuerySet[PolicyException], key: str, name: str) -> list[Group]:
    """The sums of `rows` by what `key` points at, called by its `name`; the dearest first."""
    found = (
        rows.order_by()
        .values(key, name, "run__currency")
        .annotate(
            granted=Count("pk", filter=GRANTED),
            denied=Count("pk", filter=DENIED),
            cents=Sum("run__cost_cents", filter=GRANTED & Q(is_first=True)),
        )
    )
    groups: dict[int | None, Group] = {}
    for row in found:
        group = groups.setdefault(row[key], Group(row[key], row[name] or _("(none)")))
        group.granted += row["granted"]
        group.denied += row["denied"]
        if row["cents"]:
            group.sums[row["run__currency"]] = group.sums.get(row["run__currency"], 0) + row["cents"]
    return sorted(groups.values(), key=lambda group: (-max(group.sums.values(), default=0), group.name))[
        :MOST_GROUPS
    ]


def total_of(rows: QuerySet[PolicyException]) -> Group:
    found = sums_by(rows, "run__action", "run__action")
    total = Group(
        None, _("All of it"), sum(each.granted for each in found), sum(each.denied for each in found)
    )
    for each in found:
        for currency, cents in each.sums.items():
            total.sums[currency] = total.sums.get(currency, 0) + cents
    return total


def _period(period: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    year = timezone.localtime(now).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    if period == "all":
        return None, None
    if period == "last_year":
        return year.replace(year=year.year - 1), year
    return (month_of(now) if period == "month" else year), None


HEAD = (
    "asked_at", "run", "action", "order", "agent", "customer", "rule", "reason", "words", "products", "state", "cost",
    "currency", "approved_by",
)  # fmt: skip


def as_lines(rows: Iterable[PolicyException]) -> Iterable[list[str]]:
    """The ledger as a file of a spreadsheet: figures and dates as machines read them."""
    yield list(HEAD)
    for row in rows:
        run = row.run
        cells = [
            row.asked_at.isoformat(timespec="seconds"), run.pk, run.action, run.order.number if run.order else "",
            run.actor or "", run.customer or "", row.rule, row.reason or "", run.waiver_reason,
            ", ".join(each.name for each in row.products.all()), run.status,
            in_major(row.cost_cents, run.currency or "EUR"), run.currency, run.approved_by or "",
        ]  # fmt: skip
        yield [str(cell) for cell in cells]
