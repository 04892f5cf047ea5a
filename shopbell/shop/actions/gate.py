"""Gates: who else has a say before an action is performed. Authority and exceptions put theirs here.

A gate that answers with a Hold makes the action wait for approval. A policy with the outcome "needs approval" does too.
A preview asks the gates as well; only where the scene is locked does their answer have to stay true until the commit.
"""

from collections.abc import Callable

from .hold import Hold
from .preview import Preview
from .run import ActionRun
from .scene import Scene

Witness = Callable[[ActionRun, Scene, Preview], None]
GATES: list[Callable[[Scene, Preview], Hold | None]] = []
# called in the transaction of the run:
ASKED: list[Callable[[ActionRun, Hold], None]] = []  # when it begins to wait
NOTED: list[Witness] = []  # once it is written, whether it waits or is done
DECIDED: list[Witness] = []  # when it is done, or given to the shop system


def first_hold(scene: Scene, preview: Preview) -> Hold | None:
    for gate in GATES:
        if hold := gate(scene, preview):
            return hold
    return None
