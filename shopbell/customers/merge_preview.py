"""What a merge would do, before it is done: what moves, where the two differ, and what speaks against it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import ngettext

from .company import company_of
from .customer import KNOWN, Customer
from .identity import Kind
from .merge import pointers
from .note import Note

# how many rows of a table move, in words; floors above add theirs by pointer ("tickets.ticket.customer")
COUNTED: dict[str, Callable[[int], str]] = {}


@dataclass(frozen=True)
class Difference:
    """A column that both fill in differently: one of the two goes on."""

    name: str
    label: str
    kept: str
    gone: str


@dataclass(frozen=True)
class MergePreview:
    moves: list[str]
    differences: list[Difference]
    proved: tuple[list[str], list[str]]  # addresses or numbers that each has proved to own
    companies: tuple[str, str]  # where they differ; else two empty ones

    @property
    def is_doubtful(self) -> bool:
        """Each has proved something of their own: they may be two people."""
        return all(self.proved)


def preview_of(kept: Customer, gone: Customer) -> MergePreview:
    """What making `gone` a part of `kept` would do."""
    return MergePreview(
        _moves(gone), _differences(kept, gone), (_proved(kept), _proved(gone)), _companies(kept, gone)
    )


def _moves(gone: Customer) -> list[str]:
    """How many of each, in words; nothing is said of what there is none of."""
    found = pointers()
    counts = [(COUNTED[key], _count(found[key], gone)) for key in COUNTED if key in found]
    identities = sum(each.kind != Kind.VISITOR for each in gone.identities.all())
    notes = Note.objects.standing().filter(customer=gone).count()
    counts += [(_identities, identities), (_notes, notes)]
    return [words(count) for words, count in counts if count]


def _count(field: models.ForeignKey, gone: Customer) -> int:
    return field.model._base_manager.filter(**{field.name: gone}).count()


def _identities(count: int) -> str:
    return ngettext("%(count)s identity", "%(count)s identities", count) % {"count": count}


def _notes(count: int) -> str:
    return ngettext("%(count)s note", "%(count)s notes", count) % {"count": count}


def _differences(kept: Customer, gone: Customer) -> list[Difference]:
    return [
        Difference(name, str(Customer._meta.get_field(name).verbose_name), mine, theirs)  # type: ignore[union-attr]
        for name in KNOWN
        if (mine := getattr(kept, name)) and (theirs := getattr(gone, name)) and mine != theirs
    ]


def _proved(customer: Customer) -> list[str]:
    return sorted(
        each.value
        for each in customer.identities.all()
        if each.is_verified and each.kind in {Kind.EMAIL, Kind.PHONE}
    )


def _companies(kept: Customer, gone: Customer) -> tuple[str, str]:
    mine, theirs = company_of(kept), company_of(gone)
    return (str(mine), str(theirs)) if mine and theirs and mine != theirs else ("", "")
