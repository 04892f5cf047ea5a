"""Who fits a ticket best: a pure function of what it needs and how one agent stands, with its reasons as data.

Some things refuse an agent whatever else speaks for them: who is not there, may not answer, lacks a skill that is
required, has their hands full or let this very ticket pass. Everything else adds points, so that a better agent never
scores lower for being better. The points are weighed in one table, `WORTH`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

FULL = 100  # of the load that one agent bears
WORTH = {
    "asked": 400,  # the customer asked for them
    "usual": 200,  # they answered this customer the last time
    "skill": 100,  # for each skill at the level that is wanted
    "beyond": 5,  # for each level above it
    "complex": 40,  # of a complex ticket, for each level above the first that they have of what it needs
    "free": 50,  # with nothing else to do
    "free_at_risk": 150,  # the same when the promise may break: whoever is free comes first
    "given": 5,  # less for each ticket of the last hour
    "rest": 30,  # a point for each minute without a new one, up to here
}
MOST_GIVEN = 20  # tickets of an hour that count


class Refusal(TextChoices):
    AWAY = "away", _("is not available")
    NO_RIGHT = "no_right", _("may not answer it")
    NO_SKILL = "no_skill", _("lacks a skill that it requires")
    FULL = "full", _("has their hands full")
    ASKED = "asked", _("is asked about another ticket")
    PASSED = "passed", _("let it pass a moment ago")


@dataclass(frozen=True)
class Wanted:
    """A skill (by id) and how well it should be mastered; without a `required` one nobody may answer."""

    skill: int
    level: int = 1
    is_required: bool = False
    is_chosen: bool = False  # by who transferred the ticket


@dataclass(frozen=True)
class Need:
    """What a ticket needs of an agent; agents are named by their ids. `weight` is how much of `FULL` it takes."""

    wanted: tuple[Wanted, ...] = ()
    weight: int = 0
    asked: int | None = None
    usual: int | None = None
    is_at_risk: bool = False
    is_complex: bool = False
    is_live: bool = False  # the customer waits at their screen, or at their phone
    passed: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Candidate:
    """How an agent stands. `load` is the sum of the weights they carry, `open` of how many tickets."""

    agent: int
    is_available: bool = True
    may_answer: bool = True
    is_asked: bool = False  # a ticket is offered to them and they have not answered yet
    gives_way: bool = False  # and nobody waits live for that one
    levels: Mapping[int, int] = field(default_factory=dict)  # of each skill that they have
    load: int = 0
    open: int = 0
    capacity: int = 20
    given_lately: int = 0
    idle_minutes: float = 0

    @property
    def burden(self) -> float:
        """How full they are, from 0 to 1: by weight or by number, whichever is more."""
        return min(max(self.load / FULL, self.open / max(self.capacity, 1)), 1)


@dataclass(frozen=True)
class Part:
    """One reason and what it is worth; `data` fills in its sentence (`reason_text.py`)."""

    code: str
    points: int
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Score:
    candidate: Candidate
    parts: tuple[Part, ...] = ()
    refusal: Refusal | None = None

    @property
    def total(self) -> int:
        return sum(part.points for part in self.parts)


def score(need: Need, candidate: Candidate) -> Score:
    """How well `candidate` fits `need`; a refused one has no points."""
    refusal = refusal_of(need, candidate)
    return Score(candidate, refusal=refusal) if refusal else Score(candidate, tuple(_parts(need, candidate)))


def rank(need: Need, candidates: Iterable[Candidate]) -> list[Score]:
    """Those who may have it, the best first. Alike ones take turns: who was given least, then who rested longest."""
    scores = [score(need, candidate) for candidate in candidates]
    return sorted((each for each in scores if each.refusal is None), key=_order)


def rank_again(need: Need, again: Collection[int], candidates: Iterable[Candidate]) -> list[Score]:
    """Those of `again`, in that order, who let it pass and may have it all the same: when nobody else is left, letting
    a ticket pass leaves no customer alone.
    """
    found = {each.candidate.agent: each for each in rank(replace(need, passed=frozenset()), candidates)}
    asked = [found[agent] for agent in again if agent in found]
    code = "again" if len(need.passed) > 1 else "again_alone"
    return [replace(each, parts=(Part(code, 0), *each.parts)) for each in asked]


def is_kept(need: Need, candidates: Iterable[Candidate]) -> bool:
    """Whether it waits for whom the customer asked for: they are asked about another ticket, and there is time left."""
    if need.asked is None or need.is_at_risk or need.asked in need.passed:
        return False
    return any(refusal_of(need, each) == Refusal.ASKED for each in candidates if each.agent == need.asked)


def instead_of(need: Need, agent: int, *, is_there: bool) -> tuple[Part, ...]:
    """What is said beside the score of `agent` where the customer asked for somebody else."""
    if need.asked in (None, agent):
        return ()
    return (Part("instead_of_busy" if is_there else "instead_of_away", 0, {"agent": need.asked}),)


def able(need: Need, candidates: Iterable[Candidate]) -> frozenset[int]:
    """Who of them could have it, if not now then once they have room."""
    return frozenset(each.agent for each in candidates if refusal_of(need, each, is_own_wish=True) is None)


def refusal_of(need: Need, candidate: Candidate, *, is_own_wish: bool = False) -> Refusal | None:
    """Why `candidate` must not be given it. Who takes one of their own wish may be busy, full or have let it pass."""
    if not candidate.may_answer:
        return Refusal.NO_RIGHT
    if any(each.is_required and candidate.levels.get(each.skill, 0) < each.level for each in need.wanted):
        return Refusal.NO_SKILL
    if is_own_wish:
        return None
    if not candidate.is_available:
        return Refusal.AWAY
    if candidate.is_asked and not (need.is_live and candidate.gives_way):
        return Refusal.ASKED
    if _is_full(need, candidate):
        return Refusal.FULL
    return Refusal.PASSED if candidate.agent in need.passed else None


def _is_full(need: Need, candidate: Candidate) -> bool:
    """By what they can talk about at once for a live ticket, by what they can look after for one that waits."""
    if need.weight:
        return candidate.load + need.weight > FULL
    return candidate.open >= candidate.capacity


def _order(each: Score) -> tuple[int, int, float, int]:
    return (-each.total, each.candidate.given_lately, -each.candidate.idle_minutes, each.candidate.agent)


def _parts(need: Need, candidate: Candidate) -> Iterable[Part]:
    if candidate.agent == need.asked:
        yield Part("asked", WORTH["asked"])
    if candidate.agent == need.usual:
        yield Part("usual", WORTH["usual"])
    for each in need.wanted:
        level = candidate.levels.get(each.skill, 0)
        if level:
            said = {"skill": each.skill, "level": level}
            code, said = ("chosen", said | {"wanted": each.level}) if each.is_chosen else ("skill", said)
            yield Part(code, _worth_of(each, level), said)
            if need.is_complex and level > 1:
                yield Part("complex", WORTH["complex"] * (level - 1), {"skill": each.skill, "level": level})
    free = WORTH["free_at_risk" if need.is_at_risk else "free"]
    yield Part(
        "free_at_risk" if need.is_at_risk else "free",
        round(free * (1 - candidate.burden)),
        {"open": candidate.open, "load": candidate.load},
    )
    if candidate.given_lately:
        given = min(candidate.given_lately, MOST_GIVEN)
        yield Part("given", -WORTH["given"] * given, {"count": candidate.given_lately})
    if rest := min(int(candidate.idle_minutes), WORTH["rest"]):
        yield Part("rest", rest, {"minutes": int(candidate.idle_minutes)})


def _worth_of(wanted: Wanted, level: int) -> int:
    within = WORTH["skill"] * min(level, wanted.level) // max(wanted.level, 1)
    return within + WORTH["beyond"] * max(level - wanted.level, 0)
