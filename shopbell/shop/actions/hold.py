"""A hold: why an action waits for somebody's approval."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Hold:
    """Why an action waits: the rule, and the sentence for whoever asked for it."""

    rule: str
    sentence: str
