"""Steps of a rule that make no sense: a tag that comes and goes at once, a note that calls nobody who is there."""

from collections.abc import Sequence

from django.utils.translation import gettext as _t

from shopbell.core.errors import Refused
from shopbell.tickets.macro_action import Step
from shopbell.tickets.mention import refuse_unknown_calls
from shopbell.tickets.tag import Tag

MOST_CHARACTERS = 4_000  # of a note


def step_faults(steps: Sequence[Step]) -> dict[str, str]:
    """What is wrong with `steps`, by the field of the form that says so."""
    found: dict[str, str] = {}
    if tag := Tag.objects.filter(pk__in=_targets(steps, "tag") & _targets(steps, "untag")).first():
        found["untag"] = _t("It adds the tag “%(tag)s” and removes it again. Choose one of the two.") % {
            "tag": tag
        }
    for note in _targets(steps, "note"):
        if fault := _note_fault(note):
            found["note"] = fault
    return found


def _targets(steps: Sequence[Step], kind: str) -> set:
    return {step.get("to") for step in steps if step.get("do") == kind}


def _note_fault(note: str) -> str:
    if len(note) > MOST_CHARACTERS:
        return _t("A note has up to %(count)s letters.") % {"count": MOST_CHARACTERS}
    try:
        refuse_unknown_calls(note)
    except Refused as refusal:
        return str(refusal)
    return ""
