"""Authority: how far a role, or a program, may go alone with an action; beyond it the action waits for approval.

Of the rows that fit, the one that says most precisely decides: first by role, then by action, then by currency. Where
no row fits there is no limit: the permission to act on orders is enough. An amount is written in the main unit of the
currency, since one row may hold for all of them.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.accounts.agent import Agent
from shopbell.core.money import in_major

from ..actions.registry import ACTIONS
from ..actions.run import Who
from .decided import decided_by_agents, decided_cents

EVERY, EXCEPTION = "", "exception"
CURRENCY = RegexValidator(r"^[A-Z]{3}$", _("Write the currency as three capitals: EUR."))


class Scope(models.TextChoices):
    ROLE = "role", pgettext_lazy("authority", "Agents with this role")
    AGENTS = "agents", _("Every other agent")
    PROGRAMS = "programs", _("Programs, rules and the bot")


def action_choices() -> list[tuple[str, str]]:
    return [
        (EVERY, _t("Every action")),
        (EXCEPTION, _t("An exception to a policy")),
        *((name, str(action.label)) for name, action in ACTIONS.items()),
    ]


class Authority(models.Model):
    scope = models.CharField(_("whose"), max_length=10, choices=Scope, default=Scope.ROLE)
    role = models.ForeignKey(
        "accounts.Role", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("role")
    )
    action = models.CharField(_("action"), max_length=40, blank=True)
    asks_first = models.BooleanField(_("always needs approval"), default=False)
    currency = models.CharField(_("currency"), max_length=3, blank=True, validators=[CURRENCY])
    most = models.DecimalField(
        _("most at once"),
        max_digits=14,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    most_a_day = models.DecimalField(
        _("most in a day"),
        max_digits=14,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )

    class Meta:
        ordering = ["scope", "role__name", "action", "currency"]
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "role", "action", "currency"], nulls_distinct=False, name="authority_once",
                violation_error_message=_("There is already such a limit. Change that one."),
            ),
            models.CheckConstraint(
                condition=Q(scope=Scope.ROLE, role__isnull=False) | ~Q(scope=Scope.ROLE) & Q(role=None),
                name="authority_of_a_role_names_it",
                violation_error_message=_("Choose a role for the limits of a role, and none otherwise."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.role or self.get_scope_display()} · {self.action_label}"

    @property
    def action_label(self) -> str:
        return dict(action_choices()).get(self.action, self.action)

    @property
    def precision(self) -> tuple[bool, bool, bool]:
        return self.role_id is not None, self.action != EVERY, self.currency != ""


@dataclass(frozen=True)
class Matter:
    """What somebody would decide: an action and what it costs. `is_exception` where it passes over a rule."""

    action: str
    cents: int
    currency: str
    is_exception: bool = False

    @property
    def kinds(self) -> list[str]:
        return [self.action, EXCEPTION] if self.is_exception else [self.action]


def limits_on(who: Who, matter: Matter) -> dict[str, Authority]:
    """The row that decides for `who` about each kind of `matter`, where there is one. The desk itself, and who sits at
    its machine, has none."""
    if who is None:
        return {}
    found = {kind: _row_of(rows_for(kind, matter.currency), who) for kind in matter.kinds}
    return {kind: row for kind, row in found.items() if row is not None}


def why_beyond(
    limits: dict[str, Authority], who: Who, matter: Matter, at: datetime, *, but: int | None = None
) -> str:
    """Why `matter` goes beyond `limits`, in a sentence for `who`; empty when it does not."""

    def before(counted: str) -> int:
        return decided_cents(who, at, matter.currency, counted, but=but)

    sentences = (_beyond(row, kind, matter, before) for kind, row in limits.items())
    return next(filter(None, sentences), "")


def why_not_alone(who: Who, matter: Matter, at: datetime, *, but: int | None = None) -> str:
    """Why `who` may not decide `matter` alone, in a sentence for them; empty when they may.

    What they decided earlier that day counts, the run `but` apart.
    """
    return why_beyond(limits_on(who, matter), who, matter, at, but=but)


def who_may_alone(agents: Iterable[Agent], matter: Matter, at: datetime) -> list[Agent]:
    """Those of `agents` who may decide `matter` alone, in as many queries as for one of them."""
    sums = cache(lambda counted: decided_by_agents(at, matter.currency, counted))
    left = list(agents)
    for kind in matter.kinds:
        rows = rows_for(kind, matter.currency)
        left = [agent for agent in left if not _is_beyond(agent, rows, kind, matter, sums)]
    return left


def _is_beyond(
    agent: Agent, rows: list[Authority], kind: str, matter: Matter, sums: Callable[[str], Counter[int]]
) -> bool:
    row = _row_of(rows, agent)
    return row is not None and bool(_beyond(row, kind, matter, lambda counted: sums(counted)[agent.pk]))


def rows_for(kind: str, currency: str) -> list[Authority]:
    return list(Authority.objects.filter(action__in=[EVERY, kind], currency__in=["", currency]))


def _row_of(rows: list[Authority], who: Who) -> Authority | None:
    """The row that decides for `who`."""
    if isinstance(who, Agent):
        fitting = [row for row in rows if row.scope == Scope.AGENTS or row.role_id == who.role_id]
        fitting = [row for row in fitting if row.scope != Scope.PROGRAMS]
    else:
        fitting = [row for row in rows if row.scope == Scope.PROGRAMS]
    return max(fitting, key=lambda row: row.precision, default=None)


def _beyond(row: Authority, kind: str, matter: Matter, before: Callable[[str], int]) -> str:
    """Why `matter` is more than `row` allows; `before` says what was decided that day of a kind."""
    if row.asks_first:
        return _t("This always needs somebody's approval.")
    amount = in_major(matter.cents, matter.currency or "EUR")
    if row.most is not None and amount > row.most:
        return _t("It is more than the %(most)s that may be decided alone.") % {
            "most": _sum(row.most, matter)
        }
    if row.most_a_day is None:
        return ""
    decided = in_major(before(_counted(row, kind)), matter.currency or "EUR")
    if amount and decided + amount > row.most_a_day:
        return _t(
            "With what was decided today before it is more than the %(most)s that may be decided in a day."
        ) % {"most": _sum(row.most_a_day, matter)}
    return ""


def _counted(row: Authority, kind: str) -> str:
    """What counts against the day of `row`: all of it, or its own kind alone."""
    return EVERY if row.action == EVERY else kind


def _sum(amount: Decimal, matter: Matter) -> str:
    """`50 EUR`: a sentence that is kept is read by people of several languages."""
    return f"{amount.normalize():f} {matter.currency}".strip()
