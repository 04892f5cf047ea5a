"""What happens to articles that programs may want to hear of. Floors above that tell them add themselves to `HEARERS`.

Told in the transaction in which it happens, so that nothing is told that was not, and nothing is lost.
"""

from collections.abc import Callable, Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

Things = Sequence[tuple[int, str]]  # articles by number, each with the language, or none where it is of all


class ArticleEvent(models.TextChoices):
    PUBLISHED = "article.published", _("An article is published in a language")
    CHANGED = "article.changed", _("Readers see something else of an article")
    WITHDRAWN = "article.withdrawn", _("An article is taken from its readers in a language")
    DOUBTED = "article.doubted", _("Something speaks against what an article says")


HEARERS: list[Callable[[str, Things], None]] = []


def tell(event: ArticleEvent, things: Things) -> None:
    for hear in HEARERS if things else ():
        hear(event.value, things)
