"""Budgets for goodwill and the reasons for exceptions on the settings pages."""

from django import forms
from django.db.models.functions import Coalesce
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.errors import Refused
from shopbell.core.settings_pages import Column, settings_pages

from .budget import GoodwillBudget, standings_of
from .reason import ExceptionReason

DOOR = agent_view(Permission.SETTINGS_MANAGE)


class BudgetForm(forms.ModelForm):
    class Meta:
        model = GoodwillBudget
        fields = ["scope", "team", "agent", "amount", "currency"]
        help_texts = {
            "scope": _("Whatever is given draws on all budgets that it falls under."),
            "team": _("Its tickets draw on it, whoever answers them."),
            "agent": _("What they give draws on it, in every ticket."),
            "amount": _("In the main unit: 200 is €200. Where too little is left, somebody has to agree."),
            "currency": _("EUR, USD, JPY. What is given in another currency does not draw on it."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = Agent.objects.filter(is_active=True)  # type: ignore[attr-defined]

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"].strip().upper()

    def clean(self) -> dict:
        said = super().clean() or {}
        scope = said.get("scope")
        for name in ("team", "agent"):
            if scope != name:
                said[name] = None
            elif not said.get(name):
                self.add_error(name, _t("Choose whose budget it is."))
        return said


def _left(budgets) -> list[str]:
    return [f"{each.left.normalize():f}" for each in standings_of(budgets, timezone.now())]


def _reason_in_use(reason: ExceptionReason) -> str:
    count = reason.exceptions.count()
    if not count:
        return ""
    return ngettext(
        "%(count)s exception uses it. Switch it off instead: nobody can choose it any more, and the "
        "ledger keeps it.",
        "%(count)s exceptions use it. Switch it off instead: nobody can choose it any more, and the "
        "ledger keeps it.",
        count,
    ) % {"count": count}


def _remove_reason(reason: ExceptionReason, heir, *, by) -> None:
    if sentence := _reason_in_use(reason):
        raise Refused(sentence)
    reason.delete()


BUDGETS: list[URLPattern] = settings_pages(
    GoodwillBudget,
    door=DOOR,
    form=BudgetForm,
    group="orders",
    slug="budgets",
    icon="hand-coins",
    label=_("Goodwill budgets"),
    new=_("New budget"),
    lead=_("What credits and exceptions may cost in a month before somebody has to agree."),
    empty=_("No budget: authority alone decides."),
    rows=lambda: GoodwillBudget.objects.select_related("team", "agent").annotate(
        name=Coalesce("team__name", "agent__name")
    ),
    columns=[
        Column(_("In a month"), lambda budget: f"{budget.amount.normalize():f}", is_number=True),
        Column(_("Left this month"), is_number=True, cells=_left),
    ],
)

REASONS: list[URLPattern] = settings_pages(
    ExceptionReason,
    door=DOOR,
    fields=["name", "position", "is_active"],
    help_texts={
        "name": _("Why an exception is made, in two or three words: the ledger sums up by it."),
        "position": _("Smaller numbers come first."),
        "is_active": _("Once switched off, nobody can choose it; the ledger keeps it."),
    },
    group="orders",
    slug="exceptions",
    icon="list-checks",
    label=_("Reasons for exceptions"),
    new=_("New reason"),
    lead=_("What agents choose from when they make an exception to a policy."),
    empty=_("No reason yet: an exception is explained in words alone."),
    kept=_reason_in_use,
    remove=_remove_reason,
)

URLS: list[URLPattern] = [*BUDGETS, *REASONS]
