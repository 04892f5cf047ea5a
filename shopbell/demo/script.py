"""Dialogues: how the demo shop's conversations go. Written in `dialogues/*.txt`, read here.

    [name] Contact reason | channels | moments of an order | language | tags
    s: subject || another subject        (one is chosen)
    c: the customer writes || or this
    a: an agent answers                  n: a note          t: Team (handed over to it)
    solved | pending | hold | open       (how it ends)

Words in braces are filled in: {first} {name} {number} {product} {other} {option} {price} {total} {lines}
{stock} {carrier} {tracking} {depot} {handed} {expected} {placed} {warehouse} {city} {email} {agent} {domain}.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shopbell.tickets.status import Status

FOLDER = Path(__file__).parent / "dialogues"
HEAD = re.compile(r"\[([a-z0-9-]+)\] (.+)")
ENDS = {"solved": Status.SOLVED, "pending": Status.PENDING, "hold": Status.ON_HOLD, "open": Status.OPEN}


@dataclass(frozen=True)
class Turn:
    """One step of a dialogue: who (c, a, n, t, or `end`) and the ways to say it."""

    who: str
    ways: tuple[str, ...]


@dataclass(frozen=True)
class Script:
    name: str
    reason: str
    channels: tuple[str, ...]
    moments: tuple[str, ...]
    language: str
    tags: tuple[str, ...]
    subjects: tuple[str, ...]
    turns: tuple[Turn, ...]


@cache
def scripts() -> tuple[Script, ...]:
    """Every dialogue there is."""
    return tuple(
        _script(block) for path in sorted(FOLDER.glob("*.txt")) for block in _blocks(path.read_text("utf-8"))
    )


def _blocks(text: str) -> list[list[str]]:
    blocks: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("["):
            blocks.append([line])
        elif line.strip() and not line.startswith("# "):
            blocks[-1].append(line)
    return blocks


def _script(lines: list[str]) -> Script:
    head = HEAD.fullmatch(lines[0])
    if head is None:
        raise ValueError(f"no head of a dialogue: {lines[0]}")
    reason, channels, moments, language, tags = (part.strip() for part in head.group(2).split("|"))
    turns = [_turn(line) for line in lines[1:]]
    return Script(
        name=head.group(1), reason=reason, channels=tuple(channels.split()), moments=tuple(moments.split()),
        language=language, tags=tuple(tags.split()),
        subjects=next(turn.ways for turn in turns if turn.who == "s"),
        turns=tuple(turn for turn in turns if turn.who != "s"),
    )  # fmt: skip


def _turn(line: str) -> Turn:
    if line.strip() in ENDS:
        return Turn("end", (line.strip(),))
    who, colon, text = line.partition(": ")
    if not colon or who not in set("scant"):
        raise ValueError(f"no turn of a dialogue: {line}")
    return Turn(who, tuple(way.strip() for way in text.split("||")))
