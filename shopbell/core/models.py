from .rate import RateCount

__all__ = ["RateCount"]
