"""A step of a procedure: what is done, in which words, what is to be found out, and the action that does it.

Steps are written as text, so that a procedure can be read whole, pasted and kept elsewhere:

    Find out what is wrong
    Ask for a picture before anything is sent back.
    - A scratch is no defect of the product.
    ? what is broken, amount
    ! refund_order amount_cents={amount} reason=Damaged

The first line is the title; `-` adds a detail, `?` what is asked for, `!` the action with what its form begins with, in
which {…} is replaced by what was found out. An empty line ends the step.
"""

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.storable import storable

from ..actions.registry import ACTIONS

MOST, MOST_OF_A_STEP = 40, 20
LONGEST_TITLE, LONGEST = 120, 1_000
PLAIN = re.compile(r"[^\s'\"\\]+")
SLOT = re.compile(r"\{([^{}]{1,60})\}")
OWN_FORM = {"lines", "line", "method", "currency"}  # parameters that are chosen in the form, not written


@dataclass(frozen=True)
class Step:
    title: str
    text: str = ""
    details: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    action: str = ""
    parameters: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def filled(self, values: Mapping[str, str]) -> dict[str, str]:
        """The parameters with what was found out; one of which nothing is known is left out."""
        found = {}
        for name, words in self.parameters.items():
            if all(values.get(slot) for slot in SLOT.findall(words)):
                found[name] = SLOT.sub(lambda match: values[match[1]], words)
        return found


def steps_of(kept: Iterable[dict[str, Any]]) -> list[Step]:
    """Steps as a row keeps them."""
    return [Step(**each) for each in kept]


def checked(step: Step) -> Step:
    """`step` as it may be kept. Raises Refused with what is wrong about it."""
    if not step.title:
        raise Refused(_("A step begins with a line that says what is done."))
    if len(step.title) > LONGEST_TITLE or len(step.text) > LONGEST:
        raise Refused(_("“%(step)s” is too long. Make two steps of it.") % {"step": step.title[:60]})
    lists = [step.details, step.asks]
    if any(len(each) > MOST_OF_A_STEP or any(len(words) > LONGEST for words in each) for each in lists):
        raise Refused(_("“%(step)s” is too long. Make two steps of it.") % {"step": step.title[:60]})
    if step.action and step.action not in ACTIONS:
        raise Refused(
            _("“%(step)s”: there is no action “%(action)s”. There are: %(known)s.")
            % {"step": step.title, "action": step.action, "known": ", ".join(ACTIONS)}
        )
    known = set(ACTIONS[step.action].Parameters.model_fields) - OWN_FORM if step.action else set()
    if unknown := [name for name in step.parameters if name not in known]:
        raise Refused(
            _("“%(step)s”: the form of this action cannot begin with “%(name)s”. It can with: %(known)s.")
            % {"step": step.title, "name": unknown[0], "known": ", ".join(sorted(known)) or "–"}
        )
    return step


def read_steps(text: str) -> list[Step]:
    """The steps that `text` writes. Raises Refused with what is wrong, and where."""
    blocks = re.split(r"\n[ \t]*\n", storable(text).replace("\r\n", "\n").strip())
    steps = [checked(_read(block)) for block in blocks if block.strip()]
    if not steps:
        raise Refused(_("Write at least one step."))
    if len(steps) > MOST:
        raise Refused(_("A procedure has up to %(most)s steps.") % {"most": MOST})
    return steps


def _read(block: str) -> Step:
    title, *lines = [line.strip() for line in block.splitlines() if line.strip()]
    marked: dict[str, list[str]] = {"-": [], "?": [], "!": []}
    words = []
    for line in lines:
        if line[0] in marked and line[1:2] in ("", " "):
            marked[line[0]].append(line[1:].strip())
        else:
            words.append(line)
    action, parameters = _action(title, " ".join(marked["!"]))
    asks = [name.strip() for line in marked["?"] for name in line.split(",") if name.strip()]
    return Step(title, " ".join(words), marked["-"], list(dict.fromkeys(asks)), action, parameters)


def _action(title: str, words: str) -> tuple[str, dict[str, str]]:
    if not words:
        return "", {}
    try:
        name, *given = shlex.split(words)
    except ValueError:
        raise Refused(_("“%(step)s”: a quotation mark is open.") % {"step": title}) from None
    pairs = [each.partition("=") for each in given]
    if any(not mark for _name, mark, _value in pairs):
        raise Refused(_("“%(step)s”: write name=value after the action.") % {"step": title})
    return name, {key: value for key, _mark, value in pairs}


def write_steps(steps: Iterable[Step]) -> str:
    """The text that `read_steps` reads."""
    return "\n\n".join("\n".join(_lines(step)) for step in steps)


def _quoted(value: str) -> str:
    return value if PLAIN.fullmatch(value) else shlex.quote(value)


def _lines(step: Step) -> list[str]:
    given = " ".join(f"{name}={_quoted(value)}" for name, value in step.parameters.items())
    return [
        step.title,
        *([step.text] if step.text else []),
        *(f"- {detail}" for detail in step.details),
        *([f"? {', '.join(step.asks)}"] if step.asks else []),
        *([f"! {step.action} {given}".rstrip()] if step.action else []),
    ]
