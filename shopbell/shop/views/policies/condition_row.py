"""A condition as a row of the form: a fact, a comparison that fits its kind, and a control for such a value.

Sums are typed and shown as the reader writes money, and kept in the minor unit. The row keeps the currency in which its
sum was shown, so that it is read in the same one.
"""

import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import render
from django.utils.formats import localize_input
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.errors import Refused
from shopbell.core.money import in_major, typed_in_minor
from shopbell.shop.policies.condition import LISTED, OFFERED
from shopbell.shop.policies.fact import FACTS, NUMBER, SUBJECTS, YES_NO, Fact
from shopbell.shop.policies.in_words import COMPARED
from shopbell.shop.policies.wording import usual_currency

MOST_ROWS = 40
SUCH_AS = 4990  # minor units


@dataclass
class ConditionRow:
    fact: Fact | None = None
    op: str = ""
    value: Any = ""
    key: str = field(default_factory=lambda: secrets.token_hex(4))
    is_new: bool = False
    currency: str = ""  # of a sum

    @property
    def condition(self) -> dict[str, Any]:
        if self.fact is None:
            raise ValueError("a row without a fact is no condition")
        return {"field": self.fact.name, "op": self.op, "value": self.value}

    @property
    def is_listed(self) -> bool:
        return self.op in LISTED

    @property
    def values(self) -> list[str]:
        """What is chosen, as the controls name it."""
        if isinstance(self.value, bool):
            return ["yes" if self.value else "no"]
        if self.currency and isinstance(self.value, int):
            return [localize_input(in_major(self.value, self.currency))]
        return [str(each) for each in self.value] if isinstance(self.value, list) else [str(self.value)]

    @property
    def such_as(self) -> str:
        """A sum as it can be typed."""
        return localize_input(in_major(SUCH_AS, self.currency))

    @property
    def comparisons(self) -> list[tuple[str, Any]]:
        return [(op, COMPARED[op]) for op in OFFERED[self.fact.kind]] if self.fact else []

    @property
    def subjects(self) -> list[tuple[Any, list[Fact]]]:
        """Every fact below what it is one of."""
        return [
            (label, [fact for fact in FACTS.values() if fact.subject == subject])
            for subject, label in SUBJECTS.items()
        ]


def rows_of(conditions: list[dict[str, Any]]) -> list[ConditionRow]:
    return [_row_of(FACTS[each["field"]], each["op"], each["value"]) for each in conditions]


def _row_of(fact: Fact, op: str, value: Any) -> ConditionRow:
    return ConditionRow(fact, op, value, currency=usual_currency() if fact.is_money else "")


def read_rows(post: QueryDict) -> list[ConditionRow]:
    """The rows as they were sent. Raises Refused for a number or a sum that is none, and for too many."""
    keys = post.getlist("row")[: MOST_ROWS + 1]
    if len(keys) > MOST_ROWS:
        raise Refused(_t("A rule has at most %(count)s conditions.") % {"count": MOST_ROWS})
    return [read_row(post, key) for key in keys]


def read_row(said: QueryDict, key: str, *, is_strict: bool = True) -> ConditionRow:
    """One row; while it is being chosen (not strict) a value that does not fit is left out."""
    fact = FACTS.get(said.get(f"field-{key}", ""))
    if fact is None:
        return ConditionRow(key=key)
    op = said.get(f"op-{key}", "")
    op = op if op in OFFERED[fact.kind] else OFFERED[fact.kind][0]
    sent = [each.strip() for text in said.getlist(f"value-{key}") for each in text.splitlines()]
    currency = _currency(said.get(f"currency-{key}", "")) if fact.is_money else ""
    try:
        value = _value(fact, op, [each for each in sent if each], currency)
    except Refused:
        if is_strict:
            raise
        value = [] if op in LISTED else ""
    return ConditionRow(fact, op, value, key, currency=currency)


def _currency(shown: str) -> str:
    return shown if re.fullmatch("[A-Z]{3}", shown) else usual_currency()


def _value(fact: Fact, op: str, sent: list[str], currency: str) -> Any:
    names = [name for name, _label in fact.choices]
    if fact.is_chosen and any(each not in names for each in sent):
        sent = [each for each in sent if each in names]
    if op in LISTED:
        return sent
    first = sent[0] if sent else ""
    if fact.kind == YES_NO:
        return first == "yes"
    if currency:
        return _sum(fact, first, currency)
    if fact.kind == NUMBER:
        try:
            return int(first)
        except ValueError:
            raise Refused(_t("Write a whole number for “%(name)s”.") % {"name": fact.label}) from None
    return first or (names[0] if names else "")


def _sum(fact: Fact, typed: str, currency: str) -> int:
    try:
        minor = typed_in_minor(forms.DecimalField(localize=True).clean(typed), currency)
    except forms.ValidationError:
        minor = None
    if minor is None:
        words = _t("Write a sum of %(currency)s for “%(name)s”.")
        raise Refused(words % {"currency": currency, "name": fact.label})
    return minor


@agent_view(Permission.POLICY_MANAGE)
@require_safe
def condition(request: HttpRequest) -> HttpResponse:
    """GET …/condition/: a row, empty or as far as it is chosen (`row`, `field-<row>`, `op-<row>`, `value-<row>`)."""
    key = request.GET.get("row", "")
    row = read_row(request.GET, key[:20], is_strict=False) if key else ConditionRow(is_new=True)
    return render(request, "shop/policies/_condition.html", {"row": row})
