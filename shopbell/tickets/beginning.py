"""A beginning: what a ticket is to be that an agent opens by writing first. It is kept with the draft until then.

Ids (0: none) are looked up when the message is sent: an inbox may have gone, or a reason, since it was begun.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from shopbell.core.row_key import row_key

from .ticket import one_line


@dataclass(frozen=True)
class Beginning:
    subject: str = ""
    inbox: int = 0  # which the message leaves from
    reason: int = 0
    customer: int = 0  # who was meant, when the page was opened from theirs
    order: int = 0  # which it is about

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Beginning":
        """What `said` (a form, or a stored draft) says, as PostgreSQL can keep it."""
        subject = one_line(str(said.get("subject") or "")).encode("utf-8", "replace").decode()[:1000]
        return cls(subject, **{each.name: row_key(str(said.get(each.name, ""))) for each in fields(cls)[1:]})

    def __bool__(self) -> bool:
        """Whether somebody wrote something of it: which inbox it leaves from is chosen for them."""
        return bool(self.subject or self.reason)

    @property
    def stored(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}


NOTHING = Beginning()
