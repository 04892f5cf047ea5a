"""Gates: who else has a say before an action is performed. Authority and exceptions put theirs here.

A gate that answers with a Hold makes the action wait for approval. A policy with the outcome "needs approval" does too.
"""

from collections.abc import Callable
from dataclasses import dataclass

from .preview import Preview
from .run import ActionRun
from .scene import Scene


@dataclass(frozen=True)
class Hold:
    """Why an action waits: the rule, and the sentence for whoever asked for it."""

    rule: str
    sentence: str


GATES: list[Callable[[Scene, Preview], Hold | None]] = []
ASKED: list[Callable[[ActionRun, Hold], None]] = []  # called in the transaction that made the run wait


def first_hold(scene: Scene, preview: Preview) -> Hold | None:
    for gate in GATES:
        if hold := gate(scene, preview):
            return hold
    return None
