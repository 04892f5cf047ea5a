"""Where in a list of Vendure a page begins: behind the last one by the moment at which things were made, so that rows
that go meanwhile shift no page; of those of that very moment so many are known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from .answers import moment

A_MOMENT = timedelta(milliseconds=1)
SORTED = {"createdAt": "ASC", "id": "ASC"}


@dataclass(frozen=True)
class Place:
    after: str = ""  # the moment before that of the last row; empty: at the beginning
    seen: int = 0

    @classmethod
    def of(cls, cursor: str) -> "Place":
        after, _bar, seen = cursor.partition("|")
        return cls(after, int(seen or 0))

    def behind(self, rows: Sequence[dict[str, Any]]) -> str:
        """The cursor behind these rows of a page that begins here."""
        if not rows:
            return f"{self.after}|{self.seen}"
        last = rows[-1]["createdAt"]
        before = (moment(last) - A_MOMENT).isoformat()
        known = sum(row["createdAt"] == last for row in rows)
        return f"{before}|{known + (self.seen if before == self.after else 0)}"

    @property
    def filter(self) -> list[dict[str, Any]]:
        return [{"createdAt": {"after": self.after}}] if self.after else []

    def options(self, most: int) -> dict[str, Any]:
        return {"take": most, "skip": self.seen, "sort": SORTED}
