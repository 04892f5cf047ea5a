"""Where the addresses in a Markdown file lead: to a file or an article that is brought in with it, or elsewhere.

What lies beside it in the zip is named by a path from where the file lies. Our own export also names articles by their
address on the desk that it comes from, whose number is another one here.
"""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from .page_file import PageFile

ARTICLE = re.compile(r"/help/[\w-]+/articles/(\d+)/")
FOREIGN = re.compile(r"(?:https?:)?//", re.IGNORECASE)
PLACES = {"img": {"src"}, "a": {"href"}, "figure": {"data-video", "data-still", "data-captions"}}


@dataclass(frozen=True)
class Places:
    """What is brought in: its paths, the address here of a file and of an article at a path, and an article's number
    here by the one that it had."""

    paths: set[str]
    file_at: Callable[[str], str]
    article_at: Callable[[str], str]
    number_at: Callable[[str], str]


class Addresses:
    """Follows the addresses of one file, and notes those that lead nowhere."""

    def __init__(self, page: PageFile, places: Places) -> None:
        self.page, self.places = page, places
        self.missing: list[str] = []  # that are not in the zip
        self.foreign: list[str] = []  # pictures of another site
        self.used: set[str] = set()

    def __call__(self, tag: str, name: str, value: str) -> str:
        """The address as it stands here, for `body.clean_body`."""
        if name not in PLACES.get(tag, ()):
            return value
        if found := ARTICLE.match(value):
            number = self.places.number_at(found[1]) or found[1]
            return f"{value[: found.start(1)]}{number}{value[found.end(1) :]}"
        if FOREIGN.match(value):
            self.foreign += [value] if tag == "img" else []
            return value
        parts = urlsplit(value)
        if parts.scheme or not parts.path or parts.path.startswith("/"):
            return value
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.page.path), unquote(parts.path)))
        if path not in self.places.paths:
            self.missing.append(unquote(parts.path)[:100])
            return value
        self.used.add(path)
        return self.places.article_at(path) or self.places.file_at(path)
