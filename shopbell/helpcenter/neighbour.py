"""What stands beside the help centre and is for shoppers too: places of the floors above, such as the community.

Each says where it is in a language, or nothing while it is closed. The head and the home of the help centre lead there,
a search ends there, and an article names what was said about the same.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from .article_text import ArticleText


@dataclass(frozen=True)
class Neighbour:
    """A place, and where somebody asks there who found no answer here: an address to which the words are added."""

    label: str
    lead: str
    address: str
    ask_label: str
    ask: str


@dataclass(frozen=True)
class Link:
    title: str
    address: str
    language: str


@dataclass(frozen=True)
class Near:
    """What a neighbour has about the same as an article."""

    label: str
    links: list[Link] = field(default_factory=list)


NEIGHBOURS: list[Callable[[str], Neighbour | None]] = []
FOOT: list[Callable[[str], list[Link]]] = []  # what the foot leads to besides, for a reader of this language
NEAR: list[Callable[[ArticleText, str], Near]] = []  # for a text and the language of its reader


def neighbours_in(language: str) -> list[Neighbour]:
    return _there(each(language) for each in NEIGHBOURS)


def foot_in(language: str) -> list[Link]:
    return [link for each in FOOT for link in each(language)]


def near_to(text: ArticleText, language: str) -> list[Near]:
    return [near for near in (each(text, language) for each in NEAR) if near.links]


def _there(found: Iterable[Neighbour | None]) -> list[Neighbour]:
    return [each for each in found if each is not None]
