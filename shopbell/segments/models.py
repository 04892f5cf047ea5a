from .segment import Segment

__all__ = ["Segment"]
