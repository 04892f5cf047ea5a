"""The examples of docs/api.md are run as they stand, one after the other."""

import json
import re
from pathlib import Path

from tests.api.conftest import V1

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
EXAMPLE = re.compile(
    r"^```http (?P<status>\d+)\n(?P<method>\w+) (?P<address>\S+)\n(?P<heads>(?:[\w-]+: [^\n]+\n)*)"
    r"(?:\n(?P<body>\{.+?\})\n)?```(?:\n\n```json\n(?P<answer>.+?)```)?",
    re.MULTILINE | re.DOTALL,
)


def is_in(told, answer) -> bool:
    """Whether `answer` says all that the page tells, and maybe more."""
    if isinstance(told, dict):
        return all(key in answer and is_in(value, answer[key]) for key, value in told.items())
    if isinstance(told, list):
        return len(told) <= len(answer) and all(map(is_in, told, answer))
    return told == answer


def test_every_example_of_the_page_does_what_it_says(everything, order, care):
    text = PAGE.read_text()
    found = list(EXAMPLE.finditer(text))
    assert len(found) == text.count("```http") >= 7

    for each in found:
        heads = dict(line.split(": ", 1) for line in each["heads"].splitlines())
        heads.pop("Authorization", None)
        answer = everything.send(
            each["method"], each["address"].removeprefix(V1), each["body"] or "", **heads
        )
        assert answer.status_code == int(each["status"]), (each["address"], answer.content)
        if each["answer"]:
            assert is_in(json.loads(each["answer"]), answer.json()), (each["address"], answer.json())
