"""A part of a whole in hundredths, as every figure of a share says it."""

from fractions import Fraction


def share(part: int, whole: int) -> int | None:
    """`part` of `whole` in hundredths, to the nearest, half to the even; a hundred means all. None of nothing."""
    if part >= whole:
        return 100 if whole else None
    return min(round(Fraction(100 * part, whole)), 99)
