"""The parts of the status page in the configuration file; not what was said of them."""

from typing import Any

from shopbell.announcements.models import StatusPart
from shopbell.core.length import uncut

from .named import NAMES
from .section import Part, Section, column, texts

MOST_WORD = 40


def _put_words(part: Any, words: list[Any]) -> None:
    part.words = [uncut(word, MOST_WORD) for word in texts(words)]


PARTS = Section(
    "status_parts",
    "settings-status-parts",
    StatusPart,
    identity=("slug",),
    needed=("slug",),
    parts=[
        column("slug"),
        NAMES,
        column("position", int),
        Part("words", list, lambda part: list(part.words), _put_words),
    ],
    rows=lambda: StatusPart.objects.prefetch_related("names"),
)
