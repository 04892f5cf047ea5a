"""Learning from the waits that were: by how much they differed from what the arithmetic let us expect.

Each wait is a score: the logarithm of what it took through what was expected, in the spread that was expected. The ends
of a range are taken from the scores of those before (conformal prediction), the newest weighing most, so that
the range follows a desk that changes. People who left, and those who still wait, say only that it takes longer than
so far: they are counted as Kaplan and Meier count the living. So a line that stands still widens the ranges before its
first wait is over.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist

HALF = 60  # so many waits ago counts half
REMEMBERED = 300
GUESSES = 20  # scores as the arithmetic has them, for a desk without experience …
GUESS_WEIGHT = 0.5  # … which the first dozen waits outweigh
PRIOR = [(NormalDist().inv_cdf((each + 0.5) / GUESSES), True, GUESS_WEIGHT) for each in range(GUESSES)]
FURTHER = 0.5  # beyond the longest known, where most of it is not over


@dataclass(frozen=True)
class Observation:
    """What was expected of one wait, and what it took so far."""

    middle: float
    spread: float
    is_queued: bool
    seconds: float
    is_over: bool  # answered; otherwise it took longer than `seconds`: they left, or wait still

    @property
    def score(self) -> float:
        return math.log(max(self.seconds, 1.0) / self.middle) / self.spread


def band(past: Iterable[Observation], low: float, high: float) -> tuple[float, float]:
    """The scores that the shares `low` and `high` of waits stay below, by those `past` (the newest first)."""
    recent = [each for _, each in zip(range(REMEMBERED), past, strict=False)]
    weighed = [(each.score, each.is_over, 0.5 ** (age / HALF)) for age, each in enumerate(recent)]
    scores = sorted([*PRIOR, *weighed], key=lambda one: (one[0], not one[1]))
    return _quantile(scores, low), _quantile(scores, high)


def _quantile(scores: list[tuple[float, bool, float]], share: float) -> float:
    """Where `share` of the sorted, weighed scores is reached, those that are not over counted as going on."""
    at_risk = sum(weight for _, _, weight in scores)
    going_on = 1.0
    for score, is_over, weight in scores:
        if is_over:
            going_on *= max(0.0, 1 - weight / at_risk)
            if 1 - going_on >= share - 1e-9:
                return score
        at_risk = max(at_risk - weight, 1e-12)
    return scores[-1][0] + FURTHER
