"""Reading what a call brings: JSON that PostgreSQL can keep, and no deeper or stranger than a person would write."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _t
from ninja.errors import HttpError
from ninja.parser import Parser

DEEPEST = 32


class Malformed(HttpError):
    def __init__(self, sentence: str):
        super().__init__(400, sentence)


class StrictParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        try:
            content = json.loads(request.body, parse_constant=_no_number)
        except (ValueError, RecursionError):  # UnicodeDecodeError is a ValueError
            raise Malformed(_t("The body is not JSON in UTF-8.")) from None
        _refuse_strange(content)
        return content

    def parse_querydict(self, data: MultiValueDict, list_fields: list[str], request: HttpRequest) -> Any:
        _refuse_strange(dict(data.lists()))
        return super().parse_querydict(data, list_fields, request)


def _no_number(word: str) -> None:
    raise ValueError(word)


def _refuse_strange(content: Any) -> None:
    """Raise Malformed for what is nested too deep, and for text that cannot be kept: NUL, half of a character."""
    todo = [(content, 1)]
    while todo:
        value, depth = todo.pop()
        if depth > DEEPEST:
            raise Malformed(_t("The body is nested too deep."))
        if isinstance(value, str):
            _refuse_text(value)
        elif isinstance(value, dict):
            for key, each in value.items():
                _refuse_text(key)
                todo.append((each, depth + 1))
        elif isinstance(value, list):
            todo += [(each, depth + 1) for each in value]


def _refuse_text(text: str) -> None:
    if "\0" in text or not (text.isascii() or _is_whole(text)):
        raise Malformed(_t("A text holds NUL or half of a character, which cannot be kept."))


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
