"""Whether an article, a guide or a page of the policies helped: the vote of one reader on one version of it, and a
sentence of theirs if they like. A page of the policies has no versions: it is made anew each time it is read.

Who voted is not known. A browser that votes is given a random key (`views/useful.py`), and what is kept is its hash
together with the version: enough to change a vote, and of no use to tell that two votes are of one reader. A newer
version begins with no votes; those of before stay with what they were about.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import models
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from shopbell.core.storable import storable

from .article import Article
from .article_text import ArticleText, ArticleVersion
from .guides.guide import Guide, GuideVersion

MOST_SENTENCE = 600
MOST_READ = (
    2 * MOST_SENTENCE
)  # characters of what was sent: anybody may send a megabyte, and each is looked through
SENTENCES_KEPT = timedelta(days=365)
# what may say who somebody is, or which order is theirs: no reader of votes needs it
PERSONAL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+?\d(?:[\s./()-]?\d){4,}")


@dataclass(frozen=True)
class GuideSaid:
    """A version of a guide in one of its languages."""

    version: GuideVersion
    language: str
    step: int | None = None  # the end at which it is said


@dataclass(frozen=True)
class PolicySaid:
    """A page of the policies in a language, by the number that it is offered under (`page.NUMBERED`)."""

    number: int
    language: str


Votable = ArticleVersion | GuideSaid | PolicySaid


class Vote(models.Model):
    version = models.ForeignKey(ArticleVersion, models.CASCADE, null=True, related_name="votes")
    guide_version = models.ForeignKey(GuideVersion, models.CASCADE, null=True, related_name="votes")
    policy = models.PositiveSmallIntegerField(null=True, help_text="number of a page of the policies")
    language = models.CharField(max_length=12, blank=True, help_text="of a guide or a policy")
    step = models.PositiveIntegerField(null=True, help_text="end of the guide at which it was given")
    reader = models.CharField(max_length=64, help_text="hash of the browser's key and of the version")
    is_useful = models.BooleanField()
    sentence = models.CharField(max_length=MOST_SENTENCE, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "reader"], name="vote_once"),
            models.UniqueConstraint(fields=["guide_version", "reader"], name="vote_guide_once"),
            models.UniqueConstraint(fields=["policy", "reader"], name="vote_policy_once"),
            models.CheckConstraint(
                condition=Q(version__isnull=False, guide_version=None, policy=None)
                | Q(version=None, guide_version__isnull=False, policy=None)
                | Q(version=None, guide_version=None, policy__isnull=False),
                name="vote_on_one",
            ),
        ]
        indexes = [models.Index(fields=["at"], name="vote_by_age")]

    @property
    def number(self) -> int | None:
        """Of the version that it is on; None for a page of the policies."""
        version = self.version or self.guide_version
        return version.number if version else None


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


def name_of(on: Votable) -> str:
    """What tells it from all others."""
    if isinstance(on, ArticleVersion):
        return str(on.pk)
    if isinstance(on, GuideSaid):
        return f"guide {on.version.pk} {on.language}"
    return f"policy {on.number} {on.language}"


def reader_of(key: str, on: Votable) -> str:
    return sha256(f"{name_of(on)} {key}".encode()).hexdigest()


def _about(on: Votable) -> dict[str, Any]:
    if isinstance(on, ArticleVersion):
        return {"version": on}
    if isinstance(on, GuideSaid):
        return {"guide_version": on.version, "language": on.language}
    return {"policy": on.number, "language": on.language}


def vote_of(on: Votable, key: str) -> Vote | None:
    """The vote of the browser whose key it is, if it has voted on this version."""
    return Vote.objects.filter(**_about(on), reader=reader_of(key, on)).first() if key else None


def cast_vote(on: Votable, key: str, *, is_useful: bool, sentence: str | None = None) -> Vote:
    """Note the vote of a browser, or change it. `sentence` None leaves the one that stands, unless the vote turned.

    Addresses and long numbers are taken out of a sentence before it is stored.
    """
    reader = reader_of(key, on)
    kept = vote_of(on, key)
    step = on.step if isinstance(on, GuideSaid) else None
    if sentence is None:
        sentence = kept.sentence if kept and kept.is_useful == is_useful else ""
    vote, _is_new = Vote.objects.update_or_create(
        **_about(on),
        reader=reader,
        defaults={
            "is_useful": is_useful,
            "step": step,
            "sentence": without_persons(sentence),
            "at": timezone.now(),
        },
    )
    return vote


def without_persons(sentence: str) -> str:
    """`sentence` in one line, with a dash for each address and each number of five digits or more."""
    line = " ".join(storable(sentence).split())
    if len(line) > MOST_READ:  # to the end of a word, so that no half of an address is left
        line = line[:MOST_READ].rpartition(" ")[0]
    return PERSONAL.sub("–", line)[:MOST_SENTENCE]


def tallies(versions: Iterable[int]) -> dict[int, Tally]:
    """The votes on each of the versions of articles (their keys); none for one that nobody voted on."""
    return tallied(Vote.objects.filter(version__in=list(versions)), "version_id")


def guide_tallies(versions: Iterable[int]) -> dict[int, Tally]:
    """The same of versions of guides, in all languages."""
    return tallied(Vote.objects.filter(guide_version__in=list(versions)), "guide_version_id")


def votes_at_ends(version: GuideVersion) -> dict[int, Tally]:
    """The votes on a version of a guide by the end (the number of the step) at which they were given, in all
    languages."""
    return tallied(Vote.objects.filter(guide_version=version, step__isnull=False), "step")


def tallied(votes: QuerySet[Vote], field: str) -> dict[int, Tally]:
    """Of `votes`, those of each value of `field`."""
    rows = votes.order_by().values(field)
    rows = rows.annotate(yes=Count("pk", Q(is_useful=True)), no=Count("pk", Q(is_useful=False)))
    return {row[field]: Tally(row["yes"], row["no"]) for row in rows}


def with_votes(articles: QuerySet[Article]) -> QuerySet[Article]:
    """`articles` with `yes` and `no`, the votes on what readers see now in all languages, and `share` to sort by.

    One vote of each kind is added to the share, so that an article with a single vote is not the best or worst.
    """
    return articles.annotate(yes=_counted(is_useful=True), no=_counted(is_useful=False)).annotate(
        share=Cast(F("yes") + 1, models.FloatField()) / (F("yes") + F("no") + 2)
    )


def votes_before(articles: Iterable[Article]) -> dict[int, Tally]:
    """By article (its key) the votes on versions that readers see no more, in all languages; none where there are
    none."""
    old = Vote.objects.exclude(models.Exists(_shown_texts())).filter(version__article__in=list(articles))
    return tallied(old, "version__article")


def _shown_texts() -> QuerySet[ArticleText]:
    """Of a vote, the text that readers see now, if that is the version it is about."""
    return ArticleText.objects.filter(
        article=OuterRef("version__article"),
        language=OuterRef("version__language"),
        number=OuterRef("version__number"),
    )


def _counted(*, is_useful: bool) -> Coalesce:
    votes = Vote.objects.filter(
        models.Exists(_shown_texts()), version__article=OuterRef("pk"), is_useful=is_useful
    ).order_by()
    counted = votes.values("version__article").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def sentences(article: Article, language: str, most: int = 20) -> QuerySet[Vote]:
    """What readers wrote beside their votes in this language, the newest first, of every version."""
    said = Vote.objects.filter(version__article=article, version__language=language).exclude(sentence="")
    return said.select_related("version").defer("version__body").order_by("-at")[:most]


def guide_sentences(guide: Guide, most: int = 20) -> QuerySet[Vote]:
    """The same of a guide, in every language."""
    said = Vote.objects.filter(guide_version__guide=guide).exclude(sentence="")
    return said.select_related("guide_version").defer("guide_version__content").order_by("-at")[:most]


def policy_sentences(since: datetime, most: int = 20) -> QuerySet[Vote]:
    """The same of the pages of the policies."""
    said = Vote.objects.filter(policy__isnull=False, at__gte=since).exclude(sentence="")
    return said.order_by("-at")[:most]


def forget_sentences(now: datetime) -> int:
    """Drop sentences after a year; the votes stay. Returns how many."""
    return Vote.objects.filter(at__lt=now - SENTENCES_KEPT).exclude(sentence="").update(sentence="")
