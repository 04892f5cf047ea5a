"""Where documents come from: each floor that has something to be found gives a source.

A source makes the documents of some of its things for the index, and reads the things again to show them, as far as
the reader may: the index knows words, the source knows who may read.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from shopbell.accounts.models import Agent
from shopbell.customers.customer import Customer

PUBLIC, CUSTOMERS, AGENTS = "public", "customers", "agents"


@dataclass(frozen=True)
class Reader:
    """Who searches, and in which languages they read, the best first."""

    customer: Customer | None = None
    agent: Agent | None = None
    languages: tuple[str, ...] = ("en",)

    @property
    def access(self) -> list[str]:
        """What is open to them. An agent reads all."""
        if self.agent:
            return [PUBLIC, CUSTOMERS, AGENTS]
        return [PUBLIC, CUSTOMERS] if self.customer else [PUBLIC]


@dataclass(frozen=True)
class Written:
    """A thing in one language as the index should have it. `fields` are texts with their weights, A to D."""

    object_id: int
    language: str
    title: str
    fields: list[tuple[str, str]]
    access: str = PUBLIC
    category: str = ""
    reason: str = ""
    product: str = ""


@dataclass(frozen=True)
class Shown:
    """A thing as its reader sees it among the results."""

    title: str
    address: str
    language: str
    text: str  # what an excerpt is taken of
    category: str = ""  # its name
    summary: str = ""


@dataclass(frozen=True)
class Source:
    label: Any
    written: Callable[[list[int]], Iterable[Written]]
    shown: Callable[[list[int], Reader], dict[int, Shown]]
    all_ids: Callable[[], Iterable[int]]
    icon: str = field(default="file-text")


SOURCES: dict[str, Source] = {}
