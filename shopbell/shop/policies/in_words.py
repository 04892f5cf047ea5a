"""Conditions, terms and changes of a rule as people read them."""

from typing import Any

from babel.dates import format_datetime
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from shopbell.accounts.language import languages
from shopbell.core.reader import locale

from .draft import Draft
from .fact import FACTS, LIST, YES_NO, Fact
from .terms import Terms
from .wording import money, span

COMPARED: dict[str, Any] = {
    "is": pgettext_lazy("comparison", "is"),
    "is_not": pgettext_lazy("comparison", "is not"),
    "in": pgettext_lazy("comparison", "is one of"),
    "not_in": pgettext_lazy("comparison", "is none of"),
    "more": pgettext_lazy("comparison", "is more than"),
    "at_least": pgettext_lazy("comparison", "is at least"),
    "less": pgettext_lazy("comparison", "is less than"),
    "at_most": pgettext_lazy("comparison", "is at most"),
    "has": pgettext_lazy("comparison", "has"),
    "has_not": pgettext_lazy("comparison", "does not have"),
    "has_other_than": pgettext_lazy("comparison", "has others than"),
}
TERM_LABELS: dict[str, Any] = {
    "refund_days": _("Working days until money is back"),
    "fee_cents": _("Fee"),
    "undo_minutes": _("Minutes in which it can be taken back"),
    "refund_when": _("The money goes back"),
    "charge_when": _("The difference is charged"),
    "send_back_days": _("Days to hand it in after asking"),
    "label_carrier": _("Carrier of the label"),
    "return_address": _("Address on the label"),
    "instructions": _("How to send it back"),
    "voucher_days": _("Days a voucher is valid"),
    "delivery_days": _("Working days until it is delivered"),
    "warranty_months": _("Months of warranty"),
    "keep_months": _("Months that messages are kept"),
    "currency": _("Currency of the fee"),
}
MOMENTS = {
    "now": _("at once"),
    "received": _("once the items are here"),
    "sent": _("once the new items are sent"),
}


def condition_in_words(condition: dict[str, Any]) -> str:
    """Days since it was delivered is more than 30."""
    fact = FACTS[condition["field"]]
    value = condition["value"]
    if fact.kind == YES_NO:
        return f"{fact.label}: {_t('Yes') if value else _t('No')}"
    words = money(value, "") if fact.is_money and isinstance(value, int) else value_in_words(fact, value)
    return f"{fact.label} {COMPARED[condition['op']]} {words}"


def value_in_words(fact: Fact, value: Any) -> str:
    names = dict(fact.choices)
    if isinstance(value, list):
        return ", ".join(value_in_words(fact, each) for each in value)
    if fact.kind == LIST and value not in names:
        return _t("(deleted)")
    return str(names.get(value, value))


def conditions_in_words(conditions: list[dict[str, Any]]) -> str:
    return "; ".join(map(condition_in_words, conditions)) or _t("Always")


def term_in_words(name: str, terms: Terms) -> str:
    """The value of a term; empty where there is none."""
    value = getattr(terms, name)
    if name == "fee_cents":
        return money(value, terms.currency) if value else pgettext("fee", "None")
    if name in ("refund_when", "charge_when"):
        return str(MOMENTS[value])
    if isinstance(value, tuple):
        return span(value)
    if isinstance(value, dict):
        return "; ".join(f"{language_name(language)}: {text}" for language, text in value.items())
    return str(value)


def parts_of(said: Draft) -> dict[str, tuple[str, str]]:
    """Every part of what a rule says: its label and its value in words, by a key that stays."""
    from .policy import Outcome

    terms = Terms.model_validate(said.terms)
    parts = {
        "conditions": (pgettext("condition", "When"), conditions_in_words(said.conditions)),
        "outcome": (_t("What follows"), str(Outcome(said.outcome).label)),
        "is_waivable": (_t("An exception may be made"), _t("Yes") if said.is_waivable else _t("No")),
    }
    for name in said.terms:
        parts[f"terms.{name}"] = (str(TERM_LABELS[name]), term_in_words(name, terms))
    for label, key, sentences in (
        (_t("The customer reads"), "sentences", said.sentences),
        (_t("Agents read besides"), "agent_sentences", said.agent_sentences),
    ):
        for language, text in sentences.items():
            parts[f"{key}.{language}"] = (f"{label} ({language_name(language)})", text)
    parts["effective_from"] = (pgettext("time", "From"), _moment(said.effective_from))
    parts["effective_until"] = (pgettext("time", "Until"), _moment(said.effective_until))
    return parts


def differences(old: Draft, new: Draft) -> list[tuple[str, str, str]]:
    """What is another in `new`: label, old and new words."""
    before, after = parts_of(old), parts_of(new)
    labels = {key: label for key, (label, _words) in {**before, **after}.items()}
    rows = [
        (label, before.get(key, ("", ""))[1], after.get(key, ("", ""))[1]) for key, label in labels.items()
    ]
    return [(capfirst(label), was, now) for label, was, now in rows if was != now]


def language_name(code: str) -> str:
    return dict(languages()).get(code, code)


def _moment(at: Any) -> str:
    return format_datetime(timezone.localtime(at), "short", locale=locale()) if at else ""
