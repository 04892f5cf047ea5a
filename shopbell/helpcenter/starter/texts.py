"""Our own articles as they lie in their files, read once a process."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..markdown import to_body
from .contents import TOPICS
from .pictures import placed

FOLDER = Path(__file__).parent
TO_ARTICLE = re.compile(r"\]\(\.\./[\w-]+/([\w-]+)\.md\)")
PLACE = "/help/starter/"  # stands before the name of an article in a link, until its number is known


@dataclass(frozen=True)
class Text:
    slug: str
    title: str
    summary: str
    body: str


@cache
def names(language: str) -> dict[str, tuple[str, str]]:
    """Name and description of each category in `language`; empty where we have written none."""
    file = FOLDER / language / "categories.txt"
    if not file.is_file():
        return {}
    rows = [line.split(" | ") for line in file.read_text(encoding="utf-8").strip().splitlines()]
    return {slug: (name, description) for slug, name, description in rows}


@cache
def texts(language: str) -> dict[str, Text]:
    """Our articles in `language` by their name, in their order; those that are not translated are missing."""
    files = [FOLDER / language / topic.slug / f"{slug}.md" for topic in TOPICS for slug in topic.articles]
    return {file.stem: _text(file) for file in files if file.is_file()}


def languages() -> list[str]:
    """Those that we have written articles in."""
    return sorted(file.parent.name for file in FOLDER.glob("*/categories.txt"))


def linked(body: str, addresses: dict[str, str], home: str) -> str:
    """`body` with its links leading to the addresses of the articles; to `home` where one is not there."""
    return re.sub(PLACE + r"([\w-]+)", lambda match: addresses.get(match[1], home), body)


def _text(file: Path) -> Text:
    title, summary, written = file.read_text(encoding="utf-8").split("\n\n", 2)
    body = to_body(TO_ARTICLE.sub(rf"]({PLACE}\1)", written), placed)
    return Text(file.stem, title.removeprefix("# "), summary.replace("\n", " "), body)
