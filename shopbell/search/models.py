"""The tables of the search floor, each in its own file."""

from .entry import Entry
from .help.asked import SearchAsked
from .help.document import Document, DueDocument
from .help.lexicon import Form
from .help.pair import DuePair, Pair, PairState
from .help.synonym import Synonym
from .index import Due
from .meaning.setting import Meaning
from .meaning.vectors import VectorState
from .visit import Visit
from .vocabulary import Word

__all__ = [
    "Document",
    "Due",
    "DueDocument",
    "DuePair",
    "Entry",
    "Form",
    "Meaning",
    "Pair",
    "PairState",
    "SearchAsked",
    "Synonym",
    "VectorState",
    "Visit",
    "Word",
]
