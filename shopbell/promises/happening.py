"""A happening: what the clocks of a ticket understand of an event. Who makes them of events is `history.py`."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .clock_state import State


class What(StrEnum):
    CREATED = "created"
    WROTE = "wrote"  # the customer
    ANSWERED = "answered"  # an agent
    STATUS = "status"  # one of OPEN, PAUSED, SOLVED
    HIDDEN = "hidden"  # spam, deleted, merged into another
    SHOWN = "shown"
    CHOSEN = "chosen"  # goals and hours
    VOIDED = "voided"  # goals that were a mistake
    TOLD = "told"  # somebody, that a goal is at risk or broken
    JOINED = "joined"  # another ticket was merged into it
    LEFT = "left"  # messages went to a ticket of their own
    BEGUN = "begun"  # by such messages


@dataclass(frozen=True)
class Happening:
    at: datetime
    what: What
    event_id: int = 0
    message: int = 0
    phase: str = ""  # of STATUS and JOINED
    why: str = ""  # of HIDDEN, SHOWN and VOIDED; what was told
    goal: str = ""  # of TOLD
    since: datetime | None = None  # of TOLD: when the wait began, as was known then
    policy: int | None = None
    hours: int | None = None
    other: State | None = None  # how the other ticket's clocks stood, of JOINED and BEGUN
    messages: frozenset[int] = field(default_factory=frozenset)
    is_answered: bool = False
