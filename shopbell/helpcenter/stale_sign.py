"""A sign against a published text, and what is looked over for one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import TextChoices

from .article import Article
from .article_text import ArticleText
from .guides.guide import Guide
from .guides.guide_text import GuideText


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
    ARTICLE = "article"
    WITHDRAWN = "withdrawn"
    REASONS = "reasons"


LASTING = {StaleKind.ERASED}  # nothing is left that would tell it again: until somebody sees to it


@dataclass(frozen=True)
class Sign:
    kind: StaleKind
    about: str
    what: dict[str, Any]


Text = TypeVar("Text", ArticleText, GuideText)


class Looked(NamedTuple, Generic[Text]):
    """What is looked over together: articles or guides by key, and the texts that readers see of them."""

    things: Mapping[int, Article | Guide]
    texts: list[Text]
    now: datetime

    def original(self, text: Text) -> Text | None:
        first = self.things[text.of].language
        return next((each for each in self.texts if (each.of, each.language) == (text.of, first)), None)

    def heads(self) -> list[Text]:
        """One text of each: the one first written, or whichever there is."""
        first = sorted(self.texts, key=lambda each: each == self.original(each))  # the last counts
        return list({text.of: text for text in first}.values())


Found = Iterator[tuple[Text, Sign]]
