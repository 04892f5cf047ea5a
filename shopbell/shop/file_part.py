"""A piece of a JSON file that knows its place, so that every complaint names the key it is about."""

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from shopbell.core.errors import Refused
from shopbell.core.money import digits_of, in_minor


class Part:
    """Each question raises Refused, with the place, when the piece is not what was asked for."""

    def __init__(self, value: Any, place: str):
        self.value, self.place = value, place

    def get(self, key: str) -> "Part":
        self._is(dict, "an object")
        if key not in self.value:
            raise Refused(f"{self.place or 'The file'} has no “{key}”.")
        return Part(self.value[key], f"{self.place} › {key}" if self.place else key)

    def optional(self, key: str) -> "Part | None":
        self._is(dict, "an object")
        return self.get(key) if self.value.get(key) is not None else None

    def items(self) -> Iterator[tuple[str, "Part"]]:
        self._is(dict, "an object")
        return ((key, Part(value, f"{self.place} › {key}")) for key, value in self.value.items())

    def list(self) -> Iterator["Part"]:
        self._is(list, "a list")
        return (Part(value, f"{self.place} › {number}") for number, value in enumerate(self.value, start=1))

    def text(self, longest: int = 300) -> str:
        self._is(str, "a text")
        if len(self.value) > longest or "\0" in self.value:
            raise Refused(f"{self.place} is longer than {longest} characters or holds a NUL.")
        return self.value

    def cents(self, currency: str) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int | Decimal):
            self._refuse("an amount")
        cents = in_minor(self.value, currency)
        if cents is None or abs(cents) > 10**15:
            digits = digits_of(currency)
            raise Refused(
                f"{self.place}: {self.value} is not an amount of {currency} with at most {digits} decimals."
            )
        return cents

    def whole(self) -> int:
        if (
            isinstance(self.value, bool)
            or not isinstance(self.value, int)
            or not -(2**31) <= self.value < 2**31
        ):
            self._refuse("a whole number")
        return self.value

    def is_true(self) -> bool:
        self._is(bool, "true or false")
        return self.value

    def moment(self) -> datetime:
        try:
            moment = parse_datetime(self.text())
        except ValueError:  # well formed, but no day of any calendar
            moment = None
        if moment is None:
            self._refuse("a moment like 2026-03-01T10:00:00Z")
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)

    def one_of(self, words: dict[str, Any]) -> Any:
        if self.text() not in words:
            raise Refused(f"{self.place}: “{self.value}” is none of {', '.join(sorted(words))}.")
        return words[self.value]

    def flat(self) -> dict[str, str]:
        return {key: str(value.value) for key, value in self.items()}

    def _is(self, kind: type, words: str) -> None:
        if not isinstance(self.value, kind):
            self._refuse(words)

    def _refuse(self, words: str) -> NoReturn:
        shown = json.dumps(self.value, default=str)[:60]
        raise Refused(f"{self.place or 'The file'} must be {words}, not {shown}.")
