"""One Markdown file: what its front matter says of the article, and its text.

Front matter is YAML between two lines of ---, as other programs write it. Only words and lists of words are taken from
it; what it calls by another name than we do is known by both.
"""

import re
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Any

import yaml
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.storable import storable

from ..article_text import MOST_BODY

MOST_BYTES = 1024 * 1024
MOST_FRONT_MATTER = 10_000
MOST_LISTS = 100  # lists within lists take the square of their depth to read
NAMES = {  # what we take, and what others call it; the first that is there counts
    "title": ["title", "name"],
    "summary": ["summary", "description", "excerpt"],
    "language": ["language", "lang", "locale"],
    "category": ["category", "categories", "section", "collection"],
    "owner": ["owner", "author"],
    "access": ["access"],
    "review_on": ["review_on"],
    "published": ["published"],
    "draft": ["draft"],
    "key": ["key"],
    "id": ["id"],
    "category_name": ["category_name"],
    "first_language": ["first_language"],
}
REASONS, PATH = "reasons", " › "  # contact reasons, each by its stage and its names from the top
POLICIES = "policies"  # those behind it, each by its name in addresses
KNOWN = {name for names in NAMES.values() for name in names} | {REASONS, POLICIES}
FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
TITLE = re.compile(r"\s*# +(.+?)(?: +#+)?[ \t]*(?:\n|\Z)")
TRUE = {"true", "yes", "on", "1"}


@dataclass(frozen=True)
class PageFile:
    path: str
    said: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(
        default_factory=list
    )  # names in the front matter that an article has no place for
    markdown: str = ""
    reasons: list[str] = field(default_factory=list)
    policies: list[str] = field(default_factory=list)

    @property
    def folders(self) -> list[str]:
        return list(PurePosixPath(self.path).parts[:-1])

    @property
    def stem(self) -> str:
        return PurePosixPath(self.path).stem

    @property
    def is_published(self) -> bool:
        """What readers saw where it comes from."""
        return (
            self.said.get("published", "true").lower() in TRUE
            and self.said.get("draft", "").lower() not in TRUE
        )


def read_page(path: str, content: bytes) -> PageFile:
    """The file as it is read. Raises Refused, with the line, where it cannot be."""
    try:
        text = storable(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Refused(_("Line %(line)s is not UTF-8. Save the file as UTF-8.") % {"line": line}) from None
    found = FRONT_MATTER.match(text)
    values = _values(found[1]) if found else {}
    said, left_out = _said(values), [name[:40] for name in values if name not in KNOWN]
    markdown = text[found.end() :] if found else text.removeprefix("\ufeff")
    if (heading := TITLE.match(markdown)) and said.get("title", heading[1]) == heading[1]:
        said["title"] = heading[1]
        markdown = markdown[heading.end() :]
    if len(markdown) > MOST_BODY:
        raise Refused(_("The text is too long. Make two articles of it."))
    name = PurePosixPath(path).stem.partition(".")[0]
    said.setdefault("title", name.replace("-", " ").replace("_", " ").capitalize())
    return PageFile(path, said, left_out, markdown, _words(values.get(REASONS)), _words(values.get(POLICIES)))


def _said(values: dict[str, Any]) -> dict[str, str]:
    """What is said of the article, by our names."""
    said = {}
    for ours, names in NAMES.items():
        words = next((_word(values[name]) for name in names if name in values), "")
        if words:
            said[ours] = " ".join(words.split())
    return said


def _values(front_matter: str) -> dict[str, Any]:
    try:
        if len(front_matter) > MOST_FRONT_MATTER or sum(map(front_matter.count, "[{")) > MOST_LISTS:
            raise Refused(_("What is said of the article between the lines of --- is too long."))
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(front_matter, yaml.BaseLoader)):
            raise Refused(_("What is said of the article may not refer to itself (*name)."))
        values = yaml.load(front_matter, yaml.BaseLoader)  # noqa: S506 (BaseLoader makes words, lists and maps alone)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = {"line": mark.line + 2 if mark else 2}
        raise Refused(_("Line %(line)s cannot be read as front matter (name: value).") % line) from None
    if values in (None, ""):
        return {}
    if not isinstance(values, dict):
        raise Refused(_("Line %(line)s cannot be read as front matter (name: value).") % {"line": 2})
    return {str(name): value for name, value in values.items()}


def _word(value: Any) -> str:
    """A value as words; of a list its first."""
    return next(iter(_words(value)), "")


def _words(value: Any) -> list[str]:
    """A value as a list of words; of a list up to the first that is none."""
    values = value if isinstance(value, list) else [value]
    return list(takewhile(lambda each: isinstance(each, str), values))
