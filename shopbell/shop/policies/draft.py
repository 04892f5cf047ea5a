"""What a version of a policy says, before it is one: to be changed, compared, tried out and kept as JSON."""

from copy import deepcopy
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

MOMENTS = ("effective_from", "effective_until")


@dataclass
class Draft:
    outcome: str = "allow"
    conditions: list[dict[str, Any]] = field(default_factory=list)
    terms: dict[str, Any] = field(default_factory=dict)
    sentences: dict[str, str] = field(default_factory=dict)
    agent_sentences: dict[str, str] = field(default_factory=dict)
    is_waivable: bool = False
    effective_from: datetime | None = None  # None: from the moment at which it is written
    effective_until: datetime | None = None
    note: str = field(default="", compare=False)  # why
    by: Any = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, version: Any) -> "Draft":
        """The same once more. That it counts already is nothing to repeat: a change never counts for the past."""
        said = {each.name: deepcopy(getattr(version, each.name)) for each in fields(cls)[:-2]}
        if version.effective_from <= timezone.now():
            said["effective_from"] = None
        return cls(**said)

    def as_version(self) -> dict[str, Any]:
        """The columns of a version."""
        return {each.name: getattr(self, each.name) for each in fields(self)[:-2]}

    def as_json(self) -> dict[str, Any]:
        """Who writes it is told beside it."""
        return {**self.as_version(), **{name: self.moment(name) for name in MOMENTS}, "note": self.note}

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "Draft":
        moments = {name: parse_datetime(said[name]) if said.get(name) else None for name in MOMENTS}
        return cls(**{**said, **moments})

    def moment(self, name: str) -> str:
        """One of the moments as text; empty for none."""
        at = getattr(self, name)
        return at.isoformat() if at else ""
