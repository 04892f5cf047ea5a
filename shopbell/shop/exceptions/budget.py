"""Goodwill budgets: what credits and exceptions may cost in a calendar month, for the desk, a team or one agent.

Whatever is given beyond what is owed draws on every budget that it falls under, in the transaction that gives it. Where
too little is left it waits for approval, and draws all the same once it is approved. What is taken back gives it back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.accounts.agent import Agent
from shopbell.core.money import in_major

from ..actions.hold import Hold
from ..actions.preview import Preview
from ..actions.run import ActionRun
from ..actions.scene import Scene
from ..authority.authority import CURRENCY
from ..authority.decided import KEPT, midnight
from ..authority.gate import hold_deciding

RULE = "budget"


class BudgetScope(models.TextChoices):
    DESK = "desk", _("The whole desk")
    TEAM = "team", pgettext_lazy("budget", "A team")
    AGENT = "agent", _("One agent")


class GoodwillBudget(models.Model):
    scope = models.CharField(_("whose"), max_length=6, choices=BudgetScope, default=BudgetScope.DESK)
    team = models.ForeignKey(
        "accounts.Team", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("team")
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agent"),
    )
    currency = models.CharField(_("currency"), max_length=3, validators=[CURRENCY])
    amount = models.DecimalField(
        _("in a month"), max_digits=14, decimal_places=3, validators=[MinValueValidator(0)]
    )

    class Meta:
        ordering = ["scope", "team__name", "agent__name", "currency"]
        verbose_name, verbose_name_plural = _("goodwill budget"), _("goodwill budgets")
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "team", "agent", "currency"], nulls_distinct=False, name="goodwill_budget_once",
                violation_error_message=_("There is already such a budget. Change that one."),
            ),
            models.CheckConstraint(
                condition=Q(scope="desk", team=None, agent=None)
                | Q(scope="team", team__isnull=False, agent=None)
                | Q(scope="agent", team=None, agent__isnull=False),
                name="goodwill_budget_names_its_own",
                violation_error_message=_("Choose the team or the agent that the budget is for, and nothing else."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.team or self.agent or self.get_scope_display()} · {self.currency}"


class Draw(models.Model):
    """What one action took from one budget."""

    budget = models.ForeignKey(GoodwillBudget, models.CASCADE, related_name="draws")
    run = models.ForeignKey(ActionRun, models.CASCADE, related_name="draws")
    cents = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["budget", "run"], name="drawn_once")]
        indexes = [models.Index(fields=["budget", "at"], name="draw_by_month")]


@dataclass(frozen=True)
class Standing:
    """A budget and what of it is used this month."""

    budget: GoodwillBudget
    used: Decimal

    @property
    def left(self) -> Decimal:
        return self.budget.amount - self.used


def standings_of(budgets, at: datetime) -> list[Standing]:
    """Each of `budgets` with what is used in the month of `at`, by whoever was quicker than `at` too."""
    budgets, begin = list(budgets), month_of(at)
    month = (begin, month_of(begin + timedelta(days=32)))
    sums = (
        Draw.objects.filter(budget__in=budgets, at__gte=month[0], at__lt=month[1], run__status__in=KEPT)
        .values_list("budget")
        .annotate(sum=Sum("cents"))
    )
    used = dict(sums.order_by())
    return [Standing(each, in_major(used.get(each.pk, 0), each.currency)) for each in budgets]


def budget_gate(scene: Scene, preview: Preview) -> Hold | None:
    """Hold what a budget has too little left for, and what is given in a currency that has none while another has.

    Where the scene is locked the budgets are too, until the commit.
    """
    if not is_goodwill(preview.action, preview.ruling.waived_rule) or not preview.cost_cents:
        return None
    budgets = budgets_of(scene, preview.currency)
    budgets = budgets.select_for_update(of=("self",), no_key=True) if scene.is_locked else budgets
    cost = in_major(preview.cost_cents, preview.currency)
    standings = standings_of(budgets.order_by("pk"), scene.at)
    for standing in standings:
        if cost > standing.left:
            words = _t("Of the goodwill budget “%(name)s” %(left)s is left this month.")
            left = f"{max(standing.left, Decimal(0)).normalize():f} {preview.currency}"
            return Hold(RULE, words % {"name": standing.budget, "left": left})
    if not standings and budgets_of(scene).exists():
        return Hold(RULE, _t("There is no goodwill budget in %(currency)s.") % {"currency": preview.currency})
    return None


def draw(run: ActionRun, scene: Scene, preview: Preview) -> None:
    """Take what `run` costs from the budgets that it falls under; in the transaction that does it."""
    if not is_goodwill(run.action, run.waived_rule) or not preview.cost_cents:
        return
    if run.approved_by is not None:
        hold_deciding(run.approved_by)  # before the budgets, as it is for who gives without asking
    budgets = budgets_of(scene, preview.currency).select_for_update(of=("self",), no_key=True)
    for budget in budgets.order_by("pk"):
        Draw.objects.get_or_create(
            budget=budget, run=run, defaults={"cents": preview.cost_cents, "at": scene.at}
        )


def is_goodwill(action: str, waived_rule: str) -> bool:
    return action == "give_credit" or bool(waived_rule)


def budgets_of(scene: Scene, currency: str = ""):
    """The budgets in `currency`, or in any, that an action in `scene` falls under: the desk's, the agent's own, those
    of the ticket's team, and those of the agent's teams unless the ticket's is one of them: whoever moves a ticket to
    others, or gives in theirs, gives at the expense of their own team too."""
    whose = Q(scope=BudgetScope.DESK)
    agent = scene.by if isinstance(scene.by, Agent) else None
    if agent is not None:
        whose |= Q(agent=agent.pk)
    if scene.team_id:
        whose |= Q(team=scene.team_id)
    if agent is not None and scene.team_id not in agent.team_ids:
        whose |= Q(team__in=agent.team_ids)
    budgets = GoodwillBudget.objects.filter(whose)
    return budgets.filter(currency=currency) if currency else budgets


def month_of(at: datetime) -> datetime:
    """When the month of `at` began, by the clock of the desk."""
    return midnight(at).replace(day=1)
