"""What became of the answers that were offered before a question was sent, by article and by place."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from shopbell.channels.offering import Place, Told

from .article import Article
from .article_text import ArticleText
from .centre import HelpCentre
from .offer_day import OfferDay
from .reading import best_texts

NAMES = {Place.WIDGET: _("Widget"), Place.FORM: _("Contact form"), Place.DESK: _("Desk")}
COLUMNS = [each.value for each in Told]


@dataclass(frozen=True)
class Offered:
    """An article at one place, in all of its languages."""

    article_id: int
    title: str
    language: str
    place: Place
    shown: int
    opened: int
    solved: int
    unsolved: int
    inserted: int

    @property
    def place_name(self) -> str:
        return str(NAMES[self.place])

    @property
    def helped(self) -> int:
        return self.solved + self.inserted

    @property
    def most(self) -> int:
        """Of what those are parts: what was shown, unless one that was shown once was answered twice."""
        return max(self.shown, self.helped + self.unsolved)


def offered_since(since: date) -> list[Offered]:
    """Those that are published, what answered most first."""
    sums = OfferDay.objects.filter(day__gte=since).order_by().values("article_id", "place")
    rows: list[dict[str, Any]] = [dict(row) for row in sums.annotate(**{name: Sum(name) for name in COLUMNS})]
    titles = _titles({row["article_id"] for row in rows})
    found = [
        Offered(
            row["article_id"],
            *titles[row["article_id"]],
            Place(row["place"]),
            *(row[name] for name in COLUMNS),
        )
        for row in rows
        if row["article_id"] in titles
    ]
    return sorted(
        found, key=lambda each: (-each.solved, -each.inserted, -each.shown, each.article_id, each.place)
    )


def _titles(articles: set[int]) -> dict[int, tuple[str, str]]:
    centre = HelpCentre.current()
    texts = ArticleText.objects.filter(article__in=Article.objects.filter(pk__in=articles)).defer("body")
    best = best_texts(texts.order_by("article_id"), centre.chain(centre.language))
    return {text.article_id: (text.title, text.language) for text in best}
