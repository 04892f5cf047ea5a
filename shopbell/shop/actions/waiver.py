"""A waiver: refusals that are passed over as an exception, and why. Who may is for the gates to say."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Waiver:
    rule: str
    reason: str  # in words
    reason_id: int | None = None  # of the shop's own list
    also: tuple[str, ...] = ()  # further rules that refuse the same

    @property
    def rules(self) -> tuple[str, ...]:
        return (self.rule, *self.also)
