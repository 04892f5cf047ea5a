"""Pages of floors above on which the form stands (`?at=`): there it comes back, and there it is thanked for."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Around:
    """Of a reader's language: where what was typed is shown, and where a ticket is thanked for."""

    form: Callable[[str, dict[str, str]], str]  # with what finds it again, as a query
    thanks: Callable[[str, str], str]  # with its signed number


AROUND: dict[str, Around] = {}
