"""Topics: what is said in the demo shop's community. Written in `topics/*.txt`, read here.

[board] question | product | days ago | title        (or: talk)
Pseudonym: what they say
@First name (+4 best): an agent answers; four thanked for it, and it solved the question
Pseudonym (waits first): a moderator has to look at it, and why; (hidden), (reported)
"""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from shopbell.community.state import State

FOLDER = Path(__file__).parent / "topics"
HEAD = re.compile(r"\[(\w+)\] (question|talk) \|\s+([\w-]*)\s*\| ([\d.]+) \| (.+)")
LINE = re.compile(r"(@?)([^:(]+?)(?: \(([^)]*)\))?: (.+)")
STATES = {"waits": State.WAITING, "hidden": State.HIDDEN}
LANGUAGES = {"english": "en", "german": "de", "arabic": "ar"}


@dataclass(frozen=True)
class Said:
    """One post to come."""

    name: str
    is_agent: bool
    text: str
    marks: tuple[str, ...]

    @property
    def thanks(self) -> int:
        return sum(int(mark) for mark in self.marks if mark.startswith("+"))

    @property
    def is_best(self) -> bool:
        return "best" in self.marks

    @property
    def is_reported(self) -> bool:
        return "reported" in self.marks

    @property
    def state(self) -> State:
        return next((STATES[mark] for mark in self.marks if mark in STATES), State.SHOWN)

    @property
    def why(self) -> str:
        """Why it waits."""
        return self.marks[-1] if self.state == State.WAITING else ""


@dataclass
class Begun:
    """One topic to come, with all that is said in it; the first is its own words."""

    board: str
    kind: str
    product: str
    days_ago: float
    title: str
    language: str
    said: list[Said] = field(default_factory=list)


@cache
def begun_topics() -> tuple[Begun, ...]:
    """Every topic there is, the oldest first."""
    found: list[Begun] = []
    for name, language in LANGUAGES.items():
        for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
            if head := HEAD.fullmatch(line):
                board, kind, product, days, title = head.groups()
                found.append(Begun(board, kind, product, float(days), title, language))
            elif line.strip() and not line.startswith("# "):
                found[-1].said.append(_said(line))
    return tuple(sorted(found, key=lambda topic: -topic.days_ago))


def _said(line: str) -> Said:
    parts = LINE.fullmatch(line)
    if parts is None:
        raise ValueError(f"nobody says this in the community: {line}")
    at, name, marks, text = parts.groups()
    return Said(name, bool(at), text, tuple((marks or "").split()))
