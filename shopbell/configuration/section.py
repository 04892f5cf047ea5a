"""A section of the configuration file: one table of the settings, told row by row in names, never in ids.

What is told of a row is a list of `Part`s. The first ones (`identity`) say which row of another desk is meant; rows
that are called alike are told apart by their place among those.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.settings_history import clean_row, note_change

Entry = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One key of an entry. `put` says it of a row; a `late` one needs the row to be saved before."""

    key: str
    kind: type
    tell: Callable[[Any], Any]
    put: Callable[[Any, Any], None]
    late: bool = False
    is_set: bool = False  # a list whose order means nothing

    def differs(self, row: Any, value: Any) -> bool:
        told = self.tell(row)
        return sorted(told, key=repr) != sorted(value, key=repr) if self.is_set else told != value


def column(key: str, kind: type = str, name: str = "") -> Part:
    """A key that is a column of the row."""
    name = name or key
    return Part(key, kind, lambda row: getattr(row, name), lambda row, value: setattr(row, name, value))


def words(key: str, name: str = "") -> Part:
    """A key that is a column of several words."""
    name = name or key
    return Part(
        key, list, lambda row: list(getattr(row, name)), lambda row, value: setattr(row, name, texts(value))
    )


def texts(value: list[Any]) -> list[str]:
    """`value`, if it holds texts alone. Raises Refused."""
    if not all(isinstance(each, str) for each in value):
        raise Refused(_("A list here may only hold texts."))
    return value


def pointer(key: str, model: type[models.Model], name: str = "") -> Part:
    """A key that names a row of another table; empty for none."""
    name = name or key

    def put(row: Any, called: str) -> None:
        setattr(row, name, find_named(model, called) if called else None)

    return Part(key, str, lambda row: str(getattr(row, name).name) if getattr(row, name) else "", put)


def names(key: str, model, find, told) -> Part:
    """A key that lists rows of another table."""
    return Part(
        key,
        list,
        lambda row: sorted(told(each) for each in getattr(row, key).all()),
        lambda row, called: getattr(row, key).set([find(each) for each in called]),
        late=True,
        is_set=True,
    )


def find_named(model: type[models.Model], called: str) -> Any:
    """The row of that name. Raises Refused when there is none."""
    row = model._default_manager.filter(name=called).order_by("pk").first()
    if row is None:
        raise Refused(
            _("There is no %(kind)s “%(name)s”.") % {"kind": model._meta.verbose_name, "name": called}
        )
    return row


@dataclass(frozen=True)
class Change:
    """What an import does, or would do, to one row: `parts` are the keys with their old and new values."""

    section: str
    name: str
    is_new: bool
    parts: list[tuple[str, Any, Any]]


@dataclass(frozen=True)
class Section:
    name: str
    page: str  # the card whose history tells of changes
    model: type[models.Model]
    identity: tuple[str, ...]
    parts: Sequence[Part]
    rows: Callable[[], Iterable[Any]]
    check: Callable[[], None] = lambda: None  # raises Refused when what was written must not stay so
    permission: str = ""  # what a role must allow besides the settings
    needed: tuple[str, ...] = ("name",)  # of the identity, what must not be empty
    fresh: Callable[[], Any] | None = None  # a new row
    called: Callable[[Entry], Any] | None = None  # which row is meant, where the identity has a choice
    keys: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", frozenset(part.key for part in self.parts))

    def told(self) -> list[Entry]:
        """Every row as an entry of the file."""
        return [{part.key: part.tell(row) for part in self.parts} for row in self.rows()]

    def apply(self, entries: list[Entry], *, by) -> list[Change]:
        """Make the rows say what the entries do; rows that no entry names stay as they are."""
        known = self._by_identity()
        counts: Counter[str] = Counter()
        changes = []
        for entry in entries:
            called = self._identity(entry)
            place, counts[called] = counts[called], counts[called] + 1
            rows = known.get(called, [])
            with self._saying_where(entry):
                changes.append(self._write(rows[place] if place < len(rows) else None, entry, by=by))
        self.check()
        return [change for change in changes if change]

    def _write(self, row: Any, entry: Entry, *, by) -> Change | None:
        is_new = row is None
        row = row if row is not None else (self.fresh() if self.fresh else self.model())
        said = [part for part in self.parts if part.key in entry]
        parts = [
            (part.key, None if is_new else part.tell(row), entry[part.key])
            for part in said
            if is_new or part.differs(row, entry[part.key])
        ]
        if not parts:
            return None
        changed = {key: new for key, _old, new in parts}
        with note_change(self.page, row, by=by):
            self._save(row, changed)
        return Change(self.name, name_of(entry, self.identity), is_new, parts)

    def _save(self, row: Any, changed: Entry) -> None:
        parts = [part for part in self.parts if part.key in changed]
        for part in parts:
            if not part.late:
                part.put(row, changed[part.key])
        clean_row(row)
        row.save()
        for part in parts:
            if part.late:
                part.put(row, changed[part.key])

    def _by_identity(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for row in self.rows():
            entry = {part.key: part.tell(row) for part in self.parts if part.key in self.identity}
            found.setdefault(self._identity(entry), []).append(row)
        return found

    def _identity(self, entry: Entry) -> str:
        return repr(self.called(entry) if self.called else [entry.get(key, "") for key in self.identity])

    @contextmanager
    def _saying_where(self, entry: Entry):
        try:
            yield
        except ValidationError as error:
            raise self._refused(entry, " ".join(error.messages)) from None
        except Refused as refusal:
            raise self._refused(entry, str(refusal)) from None

    def _refused(self, entry: Entry, sentence: str) -> Refused:
        return Refused(
            _("%(section)s, “%(name)s”: %(sentence)s")
            % {"section": self.name, "name": name_of(entry, self.identity), "sentence": sentence}
        )


def name_of(entry: Entry, identity: tuple[str, ...]) -> str:
    """How an entry is called for people."""
    return str(entry.get("name") or " ".join(str(entry.get(key, "")) for key in identity))
