"""A sign against a published text, and what is looked over for one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import TextChoices

from .article import Article
from .article_text import ArticleText


class StaleKind(TextChoices):
    POLICY = "policy"
    POLICY_GONE = "gone"
    PICTURE = "picture"
    REPLACED = "replaced"
    VOTES = "votes"
    BEHIND = "behind"
    REVIEW = "review"
    TICKETS = "tickets"
    PRICE = "price"
    NAME = "name"
    STOCK = "stock"
    PRODUCT = "product"
    QUOTE = "quote"
    ERASED = "erased"
    REASONS = "reasons"


LASTING = {StaleKind.ERASED}  # nothing is left that would tell it again: until somebody sees to it


@dataclass(frozen=True)
class Sign:
    kind: StaleKind
    about: str
    what: dict[str, Any]


class Looked(NamedTuple):
    """What is looked over together: articles by key, and the texts that readers see of them."""

    articles: dict[int, Article]
    texts: list[ArticleText]
    now: datetime

    def original(self, text: ArticleText) -> ArticleText | None:
        first = self.articles[text.article_id].language
        return next(
            (each for each in self.texts if each.article_id == text.article_id and each.language == first),
            None,
        )

    def heads(self) -> list[ArticleText]:
        """One text of each article: the one first written, or whichever there is."""
        first = sorted(
            self.texts, key=lambda each: each == self.original(each)
        )  # the last of an article counts
        return list({text.article_id: text for text in first}.values())


Found = Iterator[tuple[ArticleText, Sign]]
