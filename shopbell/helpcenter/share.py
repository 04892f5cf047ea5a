"""How surely a share is what it seems, from few as from many."""

from math import sqrt


def wilson(good: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """Between what the true share lies in 19 of 20 cases (Wilson 1927); from 0 to 1 where nobody was asked."""
    if not count:
        return 0.0, 1.0
    share, spread = good / count, z * z / count
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / count + spread / count / 4) / (1 + spread)
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))
