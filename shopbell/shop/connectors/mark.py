"""The mark that a run leaves in a shop system: it is found again by it, and it is the key that does it once there."""

import uuid

from ..actions.run import ActionRun

NAMESPACE = uuid.UUID("6d0a9d0e-6d3f-4d0e-8f2a-0d5b7c1f9a11")


def key_of(run: ActionRun) -> str:
    """A UUID, the same for the same run."""
    return str(uuid.uuid5(NAMESPACE, run.key))


def mark_of(run: ActionRun) -> str:
    return f"shopbell {key_of(run)}"


def marked(run: ActionRun, longest: int = 255) -> str:
    """The reason as the shop's staff reads it, with the mark behind it."""
    mark = f"({mark_of(run)})"
    return f"{run.parameters.get('reason', '')[: longest - len(mark) - 1]} {mark}".strip()
