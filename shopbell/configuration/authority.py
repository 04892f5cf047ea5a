"""Authority, approvals, exceptions and goodwill budgets in the configuration file. Amounts are texts: "50", "12.5"."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _t

from shopbell.accounts.models import Agent, Role, Team
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.shop.models import ApprovalPolicy, Authority, ExceptionReason, GoodwillBudget

from .section import Part, Section, column, pointer


def amount(key: str) -> Part:
    """A key that is an amount in the main unit of its currency; empty for none."""

    def tell(row: Any) -> str:
        value = getattr(row, key)
        return "" if value is None else f"{Decimal(value).normalize():f}"

    def put(row: Any, text: str) -> None:
        try:
            value = Decimal(text) if text.strip() else None
        except InvalidOperation:
            value = Decimal("NaN")
        if value is not None and not value.is_finite():
            raise Refused(_t("Write the amount in figures, such as %(example)s.") % {"example": "12.5"})
        setattr(row, key, value)

    return Part(key, str, tell, put)


def _put_agent(budget: Any, address: str) -> None:
    agent = Agent.objects.filter(email__iexact=address).first() if address else None
    if address and agent is None:
        raise Refused(_t("There is no agent with the address “%(name)s”.") % {"name": address})
    budget.agent = agent


AUTHORITY = Section(
    "authority",
    "settings-authority",
    Authority,
    identity=("scope", "role", "action", "currency"),
    needed=("scope",),
    parts=[
        column("scope"),
        pointer("role", Role),
        column("action"),
        column("currency"),
        column("always_asks", bool, "asks_first"),
        amount("most"),
        amount("most_a_day"),
    ],
    rows=lambda: Authority.objects.select_related("role").order_by("pk"),
    permission=Permission.AGENT_MANAGE,
)
APPROVALS = Section(
    "approvals",
    "settings-approvals",
    ApprovalPolicy,
    identity=(),
    parts=[column("hours", int)],
    rows=lambda: ApprovalPolicy.objects.filter(pk=1),
    fresh=ApprovalPolicy.current,
)
EXCEPTIONS = Section(
    "exception_reasons",
    "settings-exceptions",
    ExceptionReason,
    identity=("name",),
    parts=[column("name"), column("position", int), column("offered", bool, "is_active")],
    rows=lambda: ExceptionReason.objects.order_by("position", "name"),
)
BUDGETS = Section(
    "goodwill_budgets",
    "settings-budgets",
    GoodwillBudget,
    identity=("scope", "team", "agent", "currency"),
    needed=("scope", "currency"),
    parts=[
        column("scope"),
        pointer("team", Team),
        Part("agent", str, lambda budget: budget.agent.email if budget.agent else "", _put_agent),
        column("currency"),
        amount("amount"),
    ],
    rows=lambda: GoodwillBudget.objects.select_related("team", "agent").order_by("pk"),
)
SECTIONS = [AUTHORITY, APPROVALS, EXCEPTIONS, BUDGETS]
