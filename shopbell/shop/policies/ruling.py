"""A ruling: what the policies say to one action, by which rule in which version, in words for both sides."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .policy import Outcome
from .terms import Terms

STATE, WRONG = 409, 422  # the order is not in the state for it; what was asked for is not allowed


class Waived(NamedTuple):
    """A rule that was passed over, in the version that refused it."""

    rule: str
    version_id: int | None


@dataclass(frozen=True)
class Ruling:
    outcome: Outcome
    rule: str = ""
    version: int = 0
    version_id: int | None = None
    sentence: str = ""
    agent_sentence: str = ""
    is_waivable: bool = False
    status: int = WRONG
    terms: Terms = field(default_factory=Terms)
    waived: tuple[
        Waived, ...
    ] = ()  # what was passed over to come to this, in the order in which it was asked

    @property
    def waived_rule(self) -> str:
        """The first that was passed over; empty when it is no exception."""
        return self.waived[0].rule if self.waived else ""

    @property
    def waived_rules(self) -> list[str]:
        return [each.rule for each in self.waived]

    @property
    def is_allowed(self) -> bool:
        return self.outcome == Outcome.ALLOW

    def as_dict(self) -> dict[str, Any]:
        return {
            "outcome": str(self.outcome),
            "rule": self.rule,
            "version": self.version,
            "sentence": self.sentence,
            "agent_sentence": self.agent_sentence,
            "is_waivable": self.is_waivable,
        }
