"""Both ranks in one: what words found and what lies near, by the place that each has in either (reciprocal rank).

A likeness says little by itself: questions about something else have one too. Where words find nothing, only what is
more like the question than any such question was like anything is taken, so that a search in vain stays one; where
they find something, less is enough.
"""

from dataclasses import replace

from shopbell.search.help.ranking import Ranked

from .nearest import Key, nearest
from .setting import Meaning

K = 60  # the usual number: how little the first places count more than those behind
ALONE = 0.32  # above all of `benchmarks/help_queries_nonsense.py`
BESIDE = 0.2  # beside what words found


def with_meaning(found: list[Ranked], text: str, language: str, access: list[str]) -> list[Ranked]:
    """`found`, with what lies near in the reader's `language`, where the shop wants it."""
    if not Meaning.current().helps(language):
        return found
    like = nearest(text, language, access, BESIDE if found else ALONE)
    return fused(found, like.near, like.measured) if like.near else found


def fused(found: list[Ranked], near: list[Ranked], measured: frozenset[Key]) -> list[Ranked]:
    """Each thing once, the best first; of two that are as good, the one that words found.

    What could not be near, because it has no vector, keeps its place: it counts as if both had said the same of it.
    """
    scores: dict[Key, float] = {}
    things: dict[Key, Ranked] = {}
    for is_near, ranked in ((False, found), (True, near)):
        for place, each in enumerate(ranked, start=1):
            key = each.kind, each.object_id
            votes = 1 if is_near or key in measured else 2
            scores[key] = scores.get(key, 0.0) + votes / (K + place)
            things.setdefault(key, each)
    ordered = sorted(things, key=lambda key: -scores[key])  # sorting keeps the order of equals
    return [replace(things[key], score=scores[key]) for key in ordered]
