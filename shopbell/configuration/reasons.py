"""Contact reasons in the configuration file: a detail names the reason that it is part of."""

from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _t

from shopbell.accounts.models import Team
from shopbell.core.errors import Refused
from shopbell.tickets.models import ContactReason
from shopbell.tickets.reason import CLUES, find_reason

from .section import Part, Section, column, pointer, words


def _put_parent(reason: Any, called: str) -> None:
    if called and reason.pk and reason.details.exists():
        raise Refused(_t("This reason has details of its own, so it cannot be one. Move them first."))
    reason.parent = find_reason([reason.stage, called]) if called else None


def _put_clues(reason: Any, clues: list[Any]) -> None:
    if unknown := [clue for clue in clues if clue not in CLUES]:
        raise Refused(_t("There is no clue “%(name)s”.") % {"name": unknown[0]})
    reason.clues = clues


REASONS = Section(
    "reasons",
    "settings-reasons",
    ContactReason,
    identity=("stage", "part_of", "name"),
    needed=("stage", "name"),
    parts=[
        column("stage"),
        Part("part_of", str, lambda reason: reason.parent.name if reason.parent else "", _put_parent),
        column("name"),
        pointer("team", Team),
        column("position", int),
        column("offered", bool, "is_active"),
        column("asks_something", bool),
        words("words"),
        Part("clues", list, lambda reason: list(reason.clues), _put_clues),
    ],
    rows=lambda: ContactReason.objects.select_related("parent", "team").order_by(
        F("parent").asc(nulls_first=True), "stage", "position", "id"
    ),
)
