"""What custom fields hold in a ticket: read from what was typed, kept as an event each, and asked for on solving."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _t

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused
from shopbell.core.length import uncut
from shopbell.core.storable import storable

from .event import Verb, record
from .field import MAX_CHARACTERS, CustomField, FieldKind, FieldValue
from .ticket import Ticket, one_line

NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
is_link = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class FilledField:
    """A field as a ticket shows it: `value` is None where it is empty."""

    field: CustomField
    value: Any = None
    error: str = ""
    typed: str = ""  # what was refused, to be corrected

    @property
    def words(self) -> str:
        return words_of(self.value)

    @property
    def is_missing(self) -> bool:
        return self.value is None and self.field.is_required

    @property
    def choices(self) -> list[str]:
        """The list, and what the ticket holds although it left the list since."""
        return [*self.field.choices, *(each for each in self.value or [] if each not in self.field.choices)]


def fields_of(ticket: Ticket, agent: Agent) -> list[FilledField]:
    """The fields in use that are asked of `ticket` and shown to `agent`; those it holds stay, whatever its reason."""
    values = {each.field_id: each for each in ticket.field_values.select_related("field")}
    shown = CustomField.objects.offered().shown_to(agent)
    asked = set(shown.asked_of(ticket).values_list("pk", flat=True))
    return [
        FilledField(field, values[field.pk].value if field.pk in values else None)
        for field in shown
        if field.pk in asked or field.pk in values
    ]


@transaction.atomic
def fill_field(ticket: Ticket, field: CustomField, value: Any, *, by=None) -> None:
    """Let `field` hold `value` (as `parse_value` returns it; None empties it); the same again leaves no trace."""
    ticket.lock()
    kept = FieldValue.objects.filter(ticket=ticket, field=field).select_related("field").first()
    before = kept.value if kept else None
    if before == value:
        return
    if value is None:
        FieldValue.objects.filter(ticket=ticket, field=field).delete()
    else:
        FieldValue.objects.update_or_create(ticket=ticket, field=field, defaults={field.column: value})
    record(
        ticket,
        Verb.FILLED,
        by=by,
        field=field.name,
        field_id=field.pk,
        before=words_of(before),
        after=words_of(value),
    )


def parse_value(field: CustomField, given: list[str]) -> Any:
    """What was typed or chosen for `field` as its kind; None when nothing was. Raises Refused with what is expected."""
    lined = field.kind == FieldKind.LONG
    plain = [storable(each) if lined else one_line(storable(each)) for each in given]
    given = [uncut(each.strip(), MAX_CHARACTERS) for each in plain if each.strip()]
    return PARSERS[FieldKind(field.kind)](field, given) if given else None


def words_of(value: Any) -> str:
    """`value` as a person reads it in the timeline."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _t("yes") if value else _t("no")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


class FieldMissing(Refused):
    """A field that is needed to solve is empty; `place` is where it stands on the screen."""

    def __init__(self, field: CustomField):
        super().__init__(
            _t("Fill in “%(field)s” first: it is needed to solve this ticket.") % {"field": field.name}
        )
        self.place = field.anchor


def require_fields(ticket: Ticket, *, by) -> None:
    """Raise FieldMissing when an agent solves `ticket` while a needed field is empty.

    Rules and the desk itself solve without: nobody would be there to fill it in. Fields that the agent does not see
    are asked of those who do.
    """
    if not isinstance(by, Agent):
        return
    needed = CustomField.objects.offered().filter(is_required=True)
    if not needed.exists():
        return
    filled = ticket.field_values.values_list("field_id", flat=True)
    for field in needed.shown_to(by).asked_of(ticket):
        if field.pk not in filled:
            raise FieldMissing(field)


# --- parsing, by kind ------------------------------------------------------------------------------------


def _number(field: CustomField, given: list[str]) -> Decimal:
    text = given[0].replace(" ", "").replace("\u00a0", "")
    try:
        if not NUMBER.fullmatch(text):
            raise InvalidOperation
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise Refused(_t("“%(field)s” takes a number, like 12 or 12.5.") % {"field": field.name}) from None
    if abs(number) >= Decimal(10) ** 14 or number != number.quantize(Decimal("0.000001")):
        raise Refused(
            _t("“%(field)s” takes up to 14 digits, and 6 behind the point.") % {"field": field.name}
        )
    return number.normalize() + 0


def _date(field: CustomField, given: list[str]) -> date:
    try:
        return date.fromisoformat(given[0])
    except ValueError:
        raise Refused(_t("“%(field)s” takes a date, like 2026-12-24.") % {"field": field.name}) from None


def _choices(field: CustomField, given: list[str]) -> list[str]:
    if field.kind == FieldKind.CHOICE:
        given = given[:1]
    unknown = [each for each in given if each not in field.choices]
    if unknown:
        raise Refused(
            _t("“%(choice)s” is not in the list of “%(field)s”.")
            % {"choice": unknown[0], "field": field.name}
        )
    return [each for each in field.choices if each in given]


def _yes_no(field: CustomField, given: list[str]) -> bool:
    if given[0] not in {"yes", "no"}:
        raise Refused(_t("“%(field)s” takes yes or no.") % {"field": field.name})
    return given[0] == "yes"


def _link(field: CustomField, given: list[str]) -> str:
    try:
        is_link(given[0])
    except ValidationError:
        raise Refused(
            _t("“%(field)s” takes a link that begins with https://.") % {"field": field.name}
        ) from None
    return given[0]


PARSERS = {
    FieldKind.TEXT: lambda field, given: given[0],
    FieldKind.LONG: lambda field, given: given[0].replace("\r\n", "\n"),
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choices,
    FieldKind.CHOICES: _choices,
    FieldKind.YES_NO: _yes_no,
    FieldKind.LINK: _link,
}
