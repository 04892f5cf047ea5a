"""Reading a GraphQL document as far as the fakes need it: fields with arguments, variables, directives, inline fragments.

https://spec.graphql.org/October2021/: enough of the grammar to answer exactly the fields that were asked for, and to
refuse those that the fake's rows do not have.
"""

import re
from dataclasses import dataclass, field
from typing import Any

TOKEN = re.compile(
    r'\s*(?:,|(?P<string>"(?:[^"\\]|\\.)*")|(?P<word>\$?\w[\w.-]*|-?\d+)|(?P<mark>\.\.\.|[{}():!@=\[\]$]))'
)


@dataclass
class Selected:
    name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    directives: dict[str, dict[str, Any]] = field(default_factory=dict)
    fields: list["Selected"] = field(default_factory=list)


def read(document: str, variables: dict[str, Any]) -> list[Selected]:
    """The fields at the root of the one operation in `document`, with `variables` put in."""
    return _Reader(document, variables).operation()


class _Reader:
    def __init__(self, document: str, variables: dict[str, Any]):
        self.tokens = [found for found in TOKEN.findall(document) if any(found)]
        self.flat = [string or word or mark for string, word, mark in self.tokens]
        self.at, self.variables = 0, variables

    def operation(self) -> list[Selected]:
        while self.flat[self.at] != "{":
            if self.flat[self.at] == "(":
                self._skip_round()
            else:
                self.at += 1
        return self._fields()

    def _skip_round(self) -> None:
        depth = 0
        while True:
            depth += {"(": 1, ")": -1}.get(self.flat[self.at], 0)
            self.at += 1
            if not depth:
                return

    def _take(self, expected: str | None = None) -> str:
        token = self.flat[self.at]
        assert expected in (None, token), (
            f"{token!r} where {expected!r} belongs, in {self.flat[self.at - 5 : self.at + 5]}"
        )
        self.at += 1
        return token

    def _fields(self) -> list[Selected]:
        self._take("{")
        found: list[Selected] = []
        while self.flat[self.at] != "}":
            if self.flat[self.at] == "...":
                self._take()
                self._take("on")
                self._take()
                found += self._fields()
            else:
                found.append(self._field())
        self._take("}")
        return found

    def _field(self) -> Selected:
        selected = Selected(self._take())
        if self.flat[self.at] == "(":
            selected.arguments = self._arguments()
        while self.flat[self.at] == "@":
            self._take()
            name = self._take()
            selected.directives[name] = self._arguments()
        if self.flat[self.at] == "{":
            selected.fields = self._fields()
        return selected

    def _arguments(self) -> dict[str, Any]:
        found = {}
        self._take("(")
        while self.flat[self.at] != ")":
            name = self._take()
            self._take(":")
            found[name] = self._value(self._take())
        self._take(")")
        return found

    def _value(self, token: str) -> Any:
        if token == "[":
            found = []
            while (token := self._take()) != "]":
                found.append(self._value(token))
            return found
        if token.startswith("$"):
            return self.variables.get(token[1:])
        if token.startswith('"'):
            return token[1:-1]
        if token.lstrip("-").isdigit():
            return int(token)
        return {"true": True, "false": False, "null": None}.get(token, token)
