"""A ruling: what the policies say to one action, by which rule in which version, in words for both sides."""

from dataclasses import dataclass, field
from typing import Any

from .policy import Outcome
from .terms import Terms

STATE, WRONG = 409, 422  # the order is not in the state for it; what was asked for is not allowed


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
    waived_rule: str = ""  # the rule that was passed over to come to this
    waived_version_id: int | None = None

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
