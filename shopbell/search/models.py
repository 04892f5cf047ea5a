"""The tables of the search floor, each in its own file."""

from .entry import Entry
from .index import Due
from .visit import Visit
from .vocabulary import Word

__all__ = ["Due", "Entry", "Visit", "Word"]
