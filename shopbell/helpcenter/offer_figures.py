"""What became of the answers that were offered before a question was sent: of each thing by place, and of each kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from shopbell.channels.offered import KINDS, Kind, Titled
from shopbell.channels.offering import Place, Told

from .offer_day import OfferDay

NAMES = {Place.WIDGET: _("Widget"), Place.FORM: _("Contact form"), Place.DESK: _("Desk")}
COLUMNS = [each.value for each in Told]


@dataclass(frozen=True)
class Counted:
    """What was counted of one kind, or of one thing."""

    kind: str
    shown: int
    opened: int
    solved: int
    unsolved: int
    inserted: int
    followed: int

    @property
    def mark(self) -> Kind:
        return KINDS[self.kind]

    @property
    def helped(self) -> int:
        return self.solved + self.inserted

    @property
    def missed(self) -> int:
        return self.unsolved + self.followed

    @property
    def most(self) -> int:
        """Of what those are parts: what was shown, unless one that was shown once was answered twice."""
        return max(self.shown, self.helped + self.missed)


@dataclass(frozen=True)
class Offered(Counted):
    """One thing at one place, in all of its languages."""

    object_id: int
    place: Place
    what: Titled

    @property
    def place_name(self) -> str:
        return str(NAMES[self.place])


def offered_since(since: date) -> list[Offered]:
    """Those that readers still find, what answered most first."""
    days = OfferDay.objects.filter(day__gte=since, kind__in=KINDS).order_by()
    sums = days.values("kind", "object_id", "place").annotate(**{name: Sum(name) for name in COLUMNS})
    rows: list[dict[str, Any]] = [dict(row) for row in sums]
    titles = {
        kind: KINDS[kind].titles({row["object_id"] for row in rows if row["kind"] == kind})
        for kind in {row["kind"] for row in rows}
    }
    found = [
        Offered(**row | {"place": Place(row["place"]), "what": titles[row["kind"]][row["object_id"]]})
        for row in rows
        if row["object_id"] in titles[row["kind"]]
    ]
    return sorted(
        found,
        key=lambda each: (-each.solved, -each.inserted, -each.shown, each.kind, each.object_id, each.place),
    )


def by_kind(offered: Iterable[Offered]) -> list[Counted]:
    """The sums of each kind that was offered, in the order in which the kinds are known."""
    lines = list(offered)
    own = {kind: [each for each in lines if each.kind == kind] for kind in KINDS}
    return [
        Counted(kind, **{name: sum(getattr(each, name) for each in of_kind) for name in COLUMNS})
        for kind, of_kind in own.items()
        if of_kind
    ]
