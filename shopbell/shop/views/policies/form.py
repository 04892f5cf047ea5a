"""The form of a rule: its conditions as rows, what follows, its terms, its sentences in every language, its dates."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.core.errors import Refused
from shopbell.core.money import in_major, in_minor, typed_in_minor
from shopbell.shop.policies.area import Area
from shopbell.shop.policies.draft import Draft
from shopbell.shop.policies.in_words import MOMENTS, TERM_LABELS, language_name
from shopbell.shop.policies.page import is_on_a_page
from shopbell.shop.policies.policy import Outcome, Policy, check_draft
from shopbell.shop.policies.rehearsal import Rehearsal
from shopbell.shop.policies.terms import Terms
from shopbell.shop.policies.wording import refuse_unknown_names, usual_currency

from .condition_row import ConditionRow, read_rows, rows_of

LANGUAGES = [code for code, _name in settings.LANGUAGES if "-" not in code]  # one English is enough
MOST_CENTS = 10**9
SPANS = ("refund_days", "delivery_days")
HELP = {
    "fee_cents": _("Such as 4.90. 0 for none."),
    "label_carrier": _("Printed on the label; may stay empty."),
    "return_address": _("Where what is sent back goes, line by line. Empty: the name of the shop."),
    "currency": _("Three letters, such as EUR. Empty: the one that the shop sells in."),
    "undo_minutes": _("How long an agent can take the action back, and a shopper what they did themselves."),
}
NAMED = {"fee_cents": "fee"}  # terms that sentences call otherwise; these name none:
UNNAMED = ("refund_when", "charge_when", "label_carrier", "return_address", "instructions", "currency")


@dataclass(frozen=True)
class Group:
    """Fields that stand together below a heading; folded away where few people need them."""

    label: Any
    names: list[str]
    is_folded: bool = False
    lead: Any = ""


class PolicyForm(forms.Form):
    title = forms.CharField(
        label=_("Name of the rule"),
        max_length=200,
        help_text=_("Agents see it, and so does whoever reads the history."),
    )
    outcome = forms.ChoiceField(
        label=_("What follows"),
        choices=Outcome.choices,
        help_text=_("A rule that is put aside is not asked; it can be taken up again."),
    )
    is_waivable = forms.BooleanField(
        label=_("An exception may be made"),
        required=False,
        help_text=_("Of a refusal: an agent gives the reason, and the exception is written down."),
    )
    is_public = forms.BooleanField(
        label=_("On the public page"),
        required=False,
        help_text=_("Shoppers read its sentence on the page of the shop's policies."),
    )
    effective_from = forms.DateTimeField(
        label=pgettext_lazy("time", "From"), required=False, help_text=_("Empty: from the moment it is saved."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    effective_until = forms.DateTimeField(
        label=pgettext_lazy("time", "Until"), required=False, help_text=_("Then the version before it counts again."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Why it is changed"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-autosize": ""}),
        help_text=_("Kept with the version, for whoever asks later."),
    )

    def __init__(
        self, data: Any, *, area: Area, policy: Policy | None, draft: Draft, tried: Rehearsal | None = None
    ):
        self.area, self.policy, self.was = area, policy, draft
        super().__init__(data, initial=self._initial(tried or policy, policy, draft))
        if not is_on_a_page(area.name):
            del self.fields["is_public"]
        self.fields["known"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        for language in LANGUAGES:
            self.fields[f"sentence_{language}"] = _sentence(language, draft.sentences)
            self.fields[f"agent_sentence_{language}"] = _sentence(language, draft.agent_sentences)
        for name in area.terms:
            self.fields |= _term_fields(name, Terms.model_validate(draft.terms))
        self.problem = ""
        try:
            self.rows: list[ConditionRow] = read_rows(data) if data else rows_of(draft.conditions)
        except Refused as refusal:
            self.rows, self.problem = rows_of(draft.conditions), str(refusal)

    @staticmethod
    def _initial(named: Policy | Rehearsal | None, policy: Policy | None, draft: Draft) -> dict[str, Any]:
        newest = policy.newest if policy else None
        return {
            "title": str(named) if named else "", "is_public": named.is_public if named else False,
            "known": newest.number if newest else 0, "outcome": draft.outcome, "is_waivable": draft.is_waivable,
            "effective_from": draft.effective_from, "effective_until": draft.effective_until,
        }  # fmt: skip

    @property
    def groups(self) -> list[Group]:
        how = [name for name in self.fields if name.startswith("term_instructions")]
        terms = [name for name in self.fields if name.startswith("term_") and name not in how]
        others = [f"sentence_{language}" for language in LANGUAGES[1:]]
        agents = [f"agent_sentence_{language}" for language in LANGUAGES]
        lead = _("It may name what the rule says itself, so that a number stands in one place:")
        reads = ["sentence_en", *(name for name in ("is_public",) if name in self.fields)]
        is_refusal = self["outcome"].value() == Outcome.REFUSE
        return [
            Group("", ["outcome", "is_waivable"]),
            Group(_("What the customer reads"), reads, lead=lead),
            Group(_("The same in other languages"), others, is_folded=True),
            Group(_("What agents read besides"), agents, is_folded=True),
            Group(_("Terms"), terms, is_folded=is_refusal),
            Group(TERM_LABELS["instructions"], how, is_folded=True),
            Group(_("When it counts"), ["effective_from", "effective_until", "note"]),
        ]

    @property
    def names(self) -> list[str]:
        """What a sentence of this rule may name."""
        terms = [NAMED.get(name, name) for name in self.area.terms if name not in UNNAMED]
        return [f"{{{name}}}" for name in (*terms, "limit", "order.number")]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.problem:
            raise forms.ValidationError(self.problem)
        if any(row.fact is None for row in self.rows):  # without it the rule would hold for more
            raise forms.ValidationError(_t("Choose what each condition asks, or remove it."))
        if "term_fee" in said and not _is_sum(said["term_fee"], self._currency(said)):
            words = _t("This is no sum of %(currency)s.") % {"currency": self._currency(said)}
            self.add_error("term_fee", words)
        if self.errors:
            return said
        draft = self._draft(said)
        try:
            check_draft(draft)
            refuse_unknown_names(draft, is_public=said.get("is_public", False))
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        self.draft = draft
        return said

    def _draft(self, said: dict[str, Any]) -> Draft:
        return Draft(
            outcome=said["outcome"],
            conditions=[row.condition for row in self.rows],
            terms=self._terms(said),
            sentences=self._texts(said, "sentence", self.was.sentences),
            agent_sentences=self._texts(said, "agent_sentence", self.was.agent_sentences),
            is_waivable=said["is_waivable"],
            effective_from=_still_to_come(said["effective_from"]),
            effective_until=said["effective_until"],
            note=said["note"],
        )

    @staticmethod
    def _texts(said: dict[str, Any], name: str, was: dict[str, str]) -> dict[str, str]:
        """Languages that the form does not offer keep what they had."""
        kept = {language: text for language, text in was.items() if language not in LANGUAGES}
        own = {language: said[f"{name}_{language}"] for language in LANGUAGES if said[f"{name}_{language}"]}
        return own | kept

    def _currency(self, said: dict[str, Any]) -> str:
        """In which the fee is typed."""
        typed = said.get("term_currency", self.was.terms.get("currency", "")).upper()
        return typed if re.fullmatch("[A-Z]{3}", typed) else usual_currency()

    def _terms(self, said: dict[str, Any]) -> dict[str, Any]:
        """What differs from what holds anyway, and what was said before."""
        terms, silent = dict(self.was.terms), Terms()
        for name in self.area.terms:
            value = _term_of(name, said, self._currency(said))
            if name in terms or value != _plain(getattr(silent, name)):
                terms[name] = value
        return terms


def _still_to_come(at: datetime | None) -> datetime | None:
    """A moment that is past already means: from now."""
    return at if at and at > timezone.now() else None


def _sentence(language: str, sentences: dict[str, str]) -> forms.CharField:
    return forms.CharField(
        label=language_name(language), required=False, max_length=2_000, initial=sentences.get(language, ""),
        widget=forms.Textarea(attrs={"rows": 3, "data-autosize": "", "lang": language, "dir": "auto"}),
    )  # fmt: skip


def _term_fields(name: str, terms: Terms) -> dict[str, forms.Field]:
    value, label, key = getattr(terms, name), TERM_LABELS[name], f"term_{name}"
    if name in SPANS:
        least, most = value
        return {
            f"{key}_least": _number(_t("%(what)s, at least") % {"what": label}, least),
            f"{key}_most": _number(_t("%(what)s, at most") % {"what": label}, most),
        }
    if name in ("refund_when", "charge_when"):
        choices = [("now", MOMENTS["now"]), ("received", MOMENTS["received"]), ("sent", MOMENTS["sent"])]
        fit = [
            each for each in choices if each[0] in ("now", "received" if name == "refund_when" else "sent")
        ]
        return {key: forms.ChoiceField(label=label, choices=fit, initial=value)}
    if name == "fee_cents":
        return {"term_fee": _money(label, value, terms.currency or usual_currency())}
    if name == "instructions":
        texts = {
            f"{key}_{language}": forms.CharField(
                label=f"{label} ({language_name(language)})", required=False, max_length=2_000,
                initial=value.get(language, ""), widget=forms.Textarea(attrs={"rows": 2, "data-autosize": ""}),
            )
            for language in LANGUAGES
        }  # fmt: skip
        return dict(texts)
    if name == "return_address":
        lines = forms.Textarea(attrs={"rows": 3, "data-autosize": "", "dir": "auto"})
        return {
            key: forms.CharField(
                label=label, required=False, max_length=300, initial=value, help_text=HELP[name], widget=lines
            )
        }
    if isinstance(value, int):
        return {key: _number(label, value, HELP.get(name, ""))}
    return {
        key: forms.CharField(label=label, required=False, max_length=80, initial=value, help_text=HELP.get(name, ""))
    }  # fmt: skip


def _number(label: Any, value: int, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=10**9, initial=value, help_text=help_text)


def _money(label: Any, cents: int, currency: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_digits=12, initial=in_major(cents, currency), help_text=HELP["fee_cents"],
        localize=True, widget=forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr"}),
    )  # fmt: skip


def _is_sum(amount: Decimal, currency: str) -> bool:
    cents = typed_in_minor(amount, currency)
    return cents is not None and cents <= MOST_CENTS


def _term_of(name: str, said: dict[str, Any], currency: str) -> Any:
    key = f"term_{name}"
    if name == "fee_cents":
        return in_minor(said["term_fee"], currency)
    if name in SPANS:
        return [said[f"{key}_least"], said[f"{key}_most"]]
    if name == "instructions":
        texts = {language: said[f"{key}_{language}"] for language in LANGUAGES}
        return {language: text for language, text in texts.items() if text}
    if name == "return_address":
        return said[key].replace("\r\n", "\n")
    return said[key].upper() if name == "currency" else said[key]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
