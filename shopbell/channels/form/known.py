"""What floors above know for the form: who is about to write, and the products that a question may be about.

A shopper who is signed in finds their name, their address and their orders there. Nobody else's are told to anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

MOST_PRODUCTS, LONGEST = 8, 80


@dataclass(frozen=True)
class Writer:
    name: str
    email: str
    orders: list[tuple[str, str]]  # number, and what it is recognised by; the newest first


WRITERS: list[Callable[[HttpRequest], Writer | None]] = []
PRODUCTS: list[
    Callable[[str, int], list[str]]
] = []  # names of products that shoppers can see, by some letters


def writer_of(request: HttpRequest) -> Writer | None:
    return next((writer for writer in (find(request) for find in WRITERS) if writer), None)


def product_names(text: str) -> list[str]:
    """Names of a few products that hold `text`; none for less than two letters."""
    asked = text.strip()[:LONGEST]
    if len(asked) < 2:
        return []
    return list(dict.fromkeys(name for find in PRODUCTS for name in find(asked, MOST_PRODUCTS)))[
        :MOST_PRODUCTS
    ]
