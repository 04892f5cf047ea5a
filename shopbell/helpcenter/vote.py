"""Whether an article helped: the vote of one reader on one version of it, and a sentence of theirs if they like.

Who voted is not known. A browser that votes is given a random key (`views/useful.py`), and what is kept is its hash
together with the version: enough to change a vote, and of no use to tell that two votes are of one reader. A newer
version begins with no votes; those of before stay with what they were about.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import models
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from shopbell.core.storable import storable

from .article import Article
from .article_text import ArticleText, ArticleVersion

MOST_SENTENCE = 600
MOST_READ = (
    2 * MOST_SENTENCE
)  # characters of what was sent: anybody may send a megabyte, and each is looked through
SENTENCES_KEPT = timedelta(days=365)
# what may say who somebody is, or which order is theirs: no reader of votes needs it
PERSONAL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+?\d(?:[\s./()-]?\d){4,}")


class Vote(models.Model):
    version = models.ForeignKey(ArticleVersion, models.CASCADE, related_name="votes")
    reader = models.CharField(max_length=64, help_text="hash of the browser's key and of the version")
    is_useful = models.BooleanField()
    sentence = models.CharField(max_length=MOST_SENTENCE, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "reader"], name="vote_once")]
        indexes = [models.Index(fields=["at"], name="vote_by_age")]


@dataclass(frozen=True)
class Tally:
    """How many found it useful, and how many did not."""

    yes: int = 0
    no: int = 0

    @classmethod
    def of(cls, said: Iterable[bool]) -> "Tally":
        votes = list(said)
        return cls(sum(votes), len(votes) - sum(votes))

    @property
    def total(self) -> int:
        return self.yes + self.no

    def less(self, other: "Tally") -> "Tally":
        return Tally(self.yes - other.yes, self.no - other.no)


def reader_of(key: str, version: ArticleVersion) -> str:
    return sha256(f"{version.pk} {key}".encode()).hexdigest()


def vote_of(version: ArticleVersion, key: str) -> Vote | None:
    """The vote of the browser whose key it is, if it has voted on this version."""
    return version.votes.filter(reader=reader_of(key, version)).first() if key else None


def cast_vote(version: ArticleVersion, key: str, *, is_useful: bool, sentence: str | None = None) -> Vote:
    """Note the vote of a browser, or change it. `sentence` None leaves the one that stands, unless the vote turned.

    Addresses and long numbers are taken out of a sentence before it is stored.
    """
    reader = reader_of(key, version)
    kept = vote_of(version, key)
    if sentence is None:
        sentence = kept.sentence if kept and kept.is_useful == is_useful else ""
    vote, _is_new = Vote.objects.update_or_create(
        version=version,
        reader=reader,
        defaults={"is_useful": is_useful, "sentence": without_persons(sentence), "at": timezone.now()},
    )
    return vote


def without_persons(sentence: str) -> str:
    """`sentence` in one line, with a dash for each address and each number of five digits or more."""
    line = " ".join(storable(sentence).split())
    if len(line) > MOST_READ:  # to the end of a word, so that no half of an address is left
        line = line[:MOST_READ].rpartition(" ")[0]
    return PERSONAL.sub("–", line)[:MOST_SENTENCE]


def tallies(versions: Iterable[int]) -> dict[int, Tally]:
    """The votes on each of the versions (their keys); none for one that nobody voted on."""
    rows = Vote.objects.filter(version__in=list(versions)).values("version_id")
    rows = rows.annotate(yes=Count("pk", Q(is_useful=True)), no=Count("pk", Q(is_useful=False)))
    return {row["version_id"]: Tally(row["yes"], row["no"]) for row in rows.order_by()}


def with_votes(articles: QuerySet[Article]) -> QuerySet[Article]:
    """`articles` with `yes` and `no`, the votes on what readers see now in all languages, and `share` to sort by.

    One vote of each kind is added to the share, so that an article with a single vote is not the best or worst.
    """
    return articles.annotate(yes=_counted(is_useful=True), no=_counted(is_useful=False)).annotate(
        share=Cast(F("yes") + 1, models.FloatField()) / (F("yes") + F("no") + 2)
    )


def _counted(*, is_useful: bool) -> Coalesce:
    shown = ArticleText.objects.filter(
        article=OuterRef("version__article"),
        language=OuterRef("version__language"),
        number=OuterRef("version__number"),
    )
    votes = Vote.objects.filter(
        models.Exists(shown), version__article=OuterRef("pk"), is_useful=is_useful
    ).order_by()
    counted = votes.values("version__article").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def sentences(article: Article, language: str, most: int = 20) -> QuerySet[Vote]:
    """What readers wrote beside their votes in this language, the newest first, of every version."""
    said = Vote.objects.filter(version__article=article, version__language=language).exclude(sentence="")
    return said.select_related("version").defer("version__body").order_by("-at")[:most]


def forget_sentences(now: datetime) -> int:
    """Drop sentences after a year; the votes stay. Returns how many."""
    return Vote.objects.filter(at__lt=now - SENTENCES_KEPT).exclude(sentence="").update(sentence="")
