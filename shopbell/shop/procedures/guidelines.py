"""Procedures from a folder of guidelines: what agents are told (`guidelines.json`), which buttons each procedure has
(`kb.json`), and what each button asks for (`ontology.json`).

The form is that of a published set of customer-service dialogues. A flow becomes the topic; a button becomes a step,
with what is to be found out; those that move money or goods have the action of this desk that does it.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.file_size import filesize

from .procedure import Procedure
from .step import LONGEST, MOST_OF_A_STEP, Step, checked

MAX_BYTES = 10_000_000
TALK = {"N/A", "End Conversation"}  # buttons of steps in which something is said
CALLED = {  # buttons that the table of slots knows by other names
    "membership-privileges": "membership",
    "notify-internal-team": "notify-team",
    "enter-detail": "enter-details",
    "log-out/in": "log-out-in",
    "select-answer": "select-faq",
}
WIRED: dict[
    tuple[str, str], tuple[str, dict[str, str]]
] = {  # procedure ("" any other) and button → action, its form
    ("", "offer-refund"): ("refund_order", {"amount_cents": "{amount}"}),
    ("", "promo-code"): ("give_credit", {}),
    ("return_stain", "update-order"): ("return_items", {}),
    ("return_color", "update-order"): ("return_items", {}),
    ("return_size", "update-order"): ("return_items", {}),
    ("status_mystery_fee", "update-order"): ("refund_order", {"amount_cents": "{amount}"}),
    ("status_payment_method", "update-order"): ("change_payment", {}),
    ("mistimed_billing_already_returned", "update-order"): ("give_credit", {"amount_cents": "{amount}"}),
    ("mistimed_billing_never_bought", "update-order"): ("give_credit", {"amount_cents": "{amount}"}),
    ("manage", "update-order"): ("change_address", {}),
    ("missing", "make-purchase"): ("reship", {}),
    ("manage_change_address", "update-account"): ("change_default_address", {"line1": "{street_address}"}),
}


@dataclass(frozen=True)
class Loaded:
    """How many procedures were made, changed, and left as they are."""

    made: int
    changed: int
    same: int

    def sentence(self) -> str:
        told = {"made": self.made, "changed": self.changed, "same": self.same}
        return _("Procedures: %(made)s new, %(changed)s changed, %(same)s as they were.") % told


@transaction.atomic
def load_procedures(folder: Path) -> Loaded:
    """Bring all procedures of `folder` in; twice changes nothing. Contact reasons stay as people gave them.

    Raises Refused with the place where the files are not as they should be; nothing is loaded then.
    """
    counts = {"made": 0, "changed": 0, "same": 0}
    for place, told in enumerate(read_guidelines(folder)):
        row = Procedure.objects.filter(name=told["name"]).first()
        kept = row and (row.topic, row.about, row.steps)
        if kept == (told["topic"], told["about"], told["steps"]):
            counts["same"] += 1
            continue
        counts["changed" if row else "made"] += 1
        row = row or Procedure(name=told["name"], position=place)
        row.topic, row.about, row.steps = told["topic"], told["about"], told["steps"]
        row.full_clean(exclude=["steps"])
        row.save()
    return Loaded(**counts)


def read_guidelines(folder: Path) -> list[dict[str, Any]]:
    """The procedures of `folder` as rows, in order. Raises Refused."""
    guidelines, buttons, ontology = (
        _read(folder / f"{name}.json") for name in ("guidelines", "kb", "ontology")
    )
    try:
        slots = {name: asks for kind in ontology["actions"].values() for name, asks in kind.items()}
        found = []
        for flow, told in guidelines.items():
            keys = ontology["intents"]["subflows"][_key(flow)]
            for (name, words), key in zip(told["subflows"].items(), keys, strict=True):
                found.append(_procedure(flow, name, words, key, set(buttons[key]), slots))
        return found
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        said = {"what": f"{type(error).__name__}: {error}"}
        raise Refused(_("The guidelines are not as they should be (%(what)s).") % said) from None


def _read(file: Path) -> Any:
    if not file.is_file():
        raise Refused(_("There is no file %(file)s.") % {"file": file})
    if file.stat().st_size > MAX_BYTES:
        raise Refused(_("%(file)s is larger than %(size)s.") % {"file": file, "size": filesize(MAX_BYTES)})
    try:
        return json.loads(file.read_bytes())
    except ValueError as error:
        raise Refused(_("%(file)s is no JSON: %(error)s.") % {"file": file, "error": error}) from None


def _key(flow: str) -> str:
    return flow.lower().replace(" ", "_").replace("-", "_")


def _procedure(
    flow: str, name: str, words: dict, key: str, known: set[str], slots: dict[str, list[str]]
) -> dict[str, Any]:
    steps = [_step(told, key, known, slots) for told in words["actions"]]
    about = "\n".join(line for line in words["instructions"] if line)
    return {"name": name, "topic": flow, "about": about, "steps": [checked(step).as_dict() for step in steps]}


def _step(told: dict, key: str, known: set[str], slots: dict[str, list[str]]) -> Step:
    button = told["button"]
    details = [line[:LONGEST] for line in told["subtext"]][:MOST_OF_A_STEP]
    if button in TALK:
        return Step(_("Tell the customer"), told["text"][:LONGEST], details)
    name = _button(button, known)
    action, form = WIRED.get((key, name)) or WIRED.get(("", name)) or ("", {})
    return Step(button, told["text"][:LONGEST], details, list(slots.get(name, [])), action, dict(form))


def _button(label: str, known: set[str]) -> str:
    """The name of a button in the other two files; a toggle of the questions is a search there."""
    name = label.lower().replace(" ", "-")
    name = CALLED.get(name, name)
    return f"search-{name}" if name not in known and f"search-{name}" in known else name
