"""Custom fields in a filter: `field:Level` (filled in), `field:Level=Gold`, `field:"Weight>3"`, `field:Serial~0815`.

A value is kept as `#12=Gold`, by the number of the field, so that it means the same after the field was renamed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _t

from shopbell.core.errors import Refused

from ..field import About, CustomField, FieldKind, holds
from ..field_value import parse_value, words_of
from .condition import Asker, Suggestion, Value, Word
from .kind import OFFERED, Kind
from .misread import Misread, folded, misread

STORED = re.compile(r"#(\d{1,18})(?:([=<>~])(.*))?", re.DOTALL)
TYPED = re.compile(r"(.*?)\s*([=<>~])\s*(.*)", re.DOTALL)
MEASURED = {FieldKind.NUMBER, FieldKind.DATE}
IN_WORDS = {FieldKind.TEXT, FieldKind.LONG, FieldKind.LINK}
COMPARISONS = {"=": "is", "<": "below", ">": "above", "~": "has"}


class Part(NamedTuple):
    """A stored value taken apart; without a sign: whether the field holds anything."""

    pk: int
    sign: str
    wanted: str


@dataclass
class CustomFieldKind(Kind):
    """A custom field, and what it holds."""

    about: str = About.TICKET
    operators = ("=", "<", ">", "~")

    def read(self, word: Word, asker: Asker) -> Value:
        if STORED.fullmatch(word.text):
            return word.text
        typed = TYPED.fullmatch(word.text)
        name, sign, wanted = typed.groups() if typed else (word.text, "", "")
        field = self._called(name, asker)
        if not sign:
            return f"#{field.pk}"
        return f"#{field.pk}{sign}{self._checked(field, sign, wanted)}"

    def write(self, value: Value, asker: Asker) -> Word:
        part = taken_apart(value)
        field = self._fields(asker).filter(pk=part.pk).first()
        if field is None or TYPED.fullmatch(field.name) or STORED.fullmatch(field.name):
            return Word(str(value))
        return Word(f"{field.name}{part.sign}{part.wanted}")

    def label(self, value: Value, asker: Asker) -> str:
        part = taken_apart(value)
        field = self._fields(asker).filter(pk=part.pk).first()
        name = field.name if field else f"#{part.pk}"
        return f"{name} {part.sign} {part.wanted}" if part.sign else name

    def is_gone(self, value: Value, asker: Asker) -> bool:
        return not self._fields(asker).filter(pk=taken_apart(value).pk).exists()

    def suggest(self, begun: str, asker: Asker) -> list[Suggestion]:
        typed = TYPED.fullmatch(begun)
        if typed:
            return self._values(typed[1], typed[3], asker)
        found = self._fields(asker).filter(name__icontains=begun.strip())[:OFFERED]
        return [Suggestion(Word(each.name), each.name, str(each.get_kind_display())) for each in found] + [
            offer for each in found[:3] for offer in self._values(each.name, "", asker)
        ]

    def condition(self, values: Sequence[Value], asker: Asker) -> Q:
        found = Q(pk__in=[])
        for value in values:
            part = taken_apart(value)
            if field := self._fields(asker).filter(pk=part.pk).first():
                found |= self._held(field, part)
        return found

    def _held(self, field: CustomField, part: Part) -> Q:
        if not part.sign:
            return ~holds(field.pk, field.kind, "is", None, self.about)
        wanted: Any = part.wanted
        if part.sign != "~":
            try:
                wanted = parse_value(field, [part.wanted])
            except Refused:
                return Q(pk__in=[])  # a choice that left the list: nobody is found, rather than everybody
        return holds(field.pk, field.kind, COMPARISONS[part.sign], wanted, self.about)

    def _checked(self, field: CustomField, sign: str, wanted: str) -> str:
        kind = FieldKind(field.kind)
        if not wanted or (sign in "<>" and kind not in MEASURED) or (sign == "~" and kind not in IN_WORDS):
            raise misread(_t("“%(word)s” cannot be asked of this field."), f"{field.name}{sign}{wanted}")
        if sign == "~":
            return wanted
        if kind == FieldKind.YES_NO:
            return _yes_or_no(field, wanted)
        near = next((each for each in field.choices if folded(each) == folded(wanted)), wanted)
        try:
            return words_of(parse_value(field, [near]))
        except Refused as refusal:
            raise Misread(str(refusal)) from None

    def _values(self, name: str, begun: str, asker: Asker) -> list[Suggestion]:
        field = next((each for each in self._fields(asker) if folded(each.name) == folded(name)), None)
        if field is None:
            return []
        offered = ["yes", "no"] if field.kind == FieldKind.YES_NO else field.choices
        return [
            Suggestion(Word(f"{field.name}={each}"), f"{field.name} = {each}")
            for each in offered
            if folded(each).startswith(folded(begun))
        ][:OFFERED]

    def _called(self, name: str, asker: Asker) -> CustomField:
        fields = list(self._fields(asker))
        found = next((each for each in fields if folded(each.name) == folded(name)), None)
        if found is None:
            raise misread(_t("There is no “%(word)s” here."), name, [each.name for each in fields])
        return found

    def _fields(self, asker: Asker):
        offered = CustomField.objects.offered(self.about)
        return offered.shown_to(asker.agent) if asker.agent else offered


def taken_apart(value: Value) -> Part:
    found = STORED.fullmatch(str(value))
    return Part(int(found[1]), found[2] or "", found[3] or "") if found else Part(0, "", "")


def _yes_or_no(field: CustomField, wanted: str) -> str:
    """The fixed word, also for the one of the reader's language. Raises Misread."""
    words = {"yes": "yes", "no": "no", folded(_t("yes")): "yes", folded(_t("no")): "no"}
    if folded(wanted) not in words:
        raise Misread(_t("“%(field)s” takes yes or no.") % {"field": field.name})
    return words[folded(wanted)]
