"""Writing our own articles into the help centre: what is not there yet, and never over what somebody wrote.

Nothing false comes out: an article that names a value that no policy has, or that tells of what one shop does and
another does not, waits as a draft for somebody of the shop.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.lock import hold_until_commit
from shopbell.shop.policies.policy import Policy
from shopbell.tickets.reason import ContactReason

from ..article import Article
from ..article_draft import ArticleDraft
from ..article_text import ArticleText, ArticleVersion
from ..body import variables_in
from ..category import Category, CategoryName
from ..ownership import review_days
from ..starter_text import StarterText
from ..variables import variables
from .contents import POLICIES, TOPICS, Topic, to_be_read_first
from .pictures import keep_pictures
from .texts import Text, linked, names, texts

Key = tuple[str, str]  # the name of an article, and a language
ALONG: list[Callable[[str], None]] = []  # what comes with our first articles in a language, from floors above


@dataclass(frozen=True)
class Written:
    """How many texts are public, and how many wait as drafts."""

    published: int = 0
    waiting: int = 0


@transaction.atomic
def install_starter(languages: Iterable[str], *, by: Agent, is_as_told: bool = False) -> Written:
    """Write our articles in `languages`; the first is the one that the others translate.

    What was written once does not come again, even if the shop has changed or deleted it since. Of a shop that
    `is_as_told` in them all are published.
    """
    by.require(Permission.HELP_PUBLISH)
    hold_until_commit("starter-articles")
    languages = list(dict.fromkeys(languages))
    known = {(each.slug, each.language): each.article_id for each in StarterText.objects.all()}
    missing = {
        (slug, language): text
        for language in languages
        for slug, text in texts(language).items()
        if (slug, language) not in known
    }
    if not missing:
        return Written()
    spoken = {language for _slug, language in known}
    gone = {slug for (slug, _language), number in known.items() if number is None}
    articles = {slug: number for (slug, _language), number in known.items() if number}
    wanted = {key: text for key, text in missing.items() if key[0] not in gone}
    first: dict[str, str] = {}
    for slug, language in wanted:
        if slug not in articles:
            first.setdefault(slug, language)
    articles |= _articles(first, languages)
    written = _write(wanted, articles, by, set() if is_as_told else _waiting(wanted, articles, set(first)))
    StarterText.objects.bulk_create(
        StarterText(slug=slug, language=language, article_id=articles.get(slug)) for slug, language in missing
    )
    for language in dict.fromkeys(language for _slug, language in missing if language not in spoken):
        for bring in ALONG:
            bring(language)
    return written


def _waiting(wanted: dict[Key, Text], articles: dict[str, int], new: set[str]) -> set[Key]:
    """Those of `wanted` that shoppers may not read yet. What translates an article of the shop waits as that does."""
    known = set(variables("en"))
    public = set(
        ArticleText.objects.filter(article__in=articles.values()).values_list("article_id", flat=True)
    )
    to_be_read = to_be_read_first()
    return {
        (slug, language)
        for (slug, language), text in wanted.items()
        if variables_in(text.body) - known
        or (slug in to_be_read if slug in new else articles[slug] not in public)
    }


def _articles(languages_of: dict[str, str], languages: list[str]) -> dict[str, int]:
    """Rows for the articles that are not there yet, each with the language that it is first written in."""
    if not languages_of:
        return {}
    topics = [topic for topic in TOPICS if languages_of.keys() & set(topic.articles)]
    shelves = _categories(topics, languages)
    rows = {
        slug: Article(category=shelves[topic.slug], language=languages_of[slug], position=position)
        for topic in topics
        for position, slug in enumerate(topic.articles, start=1)
        if slug in languages_of
    }
    Article.objects.bulk_create(rows.values())
    _give_reasons(rows, topics)
    _give_policies(rows)
    return {slug: row.pk for slug, row in rows.items()}


def _give_reasons(rows: dict[str, Article], topics: list[Topic]) -> None:
    """Let each of the new articles carry the contact reason that it answers, where the desk still calls it so."""
    known = {each.name: each.pk for each in ContactReason.objects.filter(parent=None)}
    carried = {slug: topic.reason_of(slug) for topic in topics for slug in topic.articles if slug in rows}
    Article.reasons.through.objects.bulk_create(
        Article.reasons.through(article_id=rows[slug].pk, contactreason_id=known[name])
        for slug, name in carried.items()
        if name in known
    )


def _give_policies(rows: dict[str, Article]) -> None:
    """Name behind each of the new articles the policies that it states and does not link to, if they are there."""
    wanted = [(slug, name) for slug, names in POLICIES.items() if slug in rows for name in names]
    known = dict(Policy.objects.filter(slug__in=[name for _slug, name in wanted]).values_list("slug", "pk"))
    Article.policies.through.objects.bulk_create(
        Article.policies.through(article_id=rows[slug].pk, policy_id=known[name])
        for slug, name in wanted
        if name in known
    )


def _categories(topics: list[Topic], languages: list[str]) -> dict[str, Category]:
    """Our categories of `topics`, named in `languages`; one that is there keeps its place, icon and names."""
    Category.objects.bulk_create(
        (
            Category(slug=topic.slug, icon=topic.icon, position=position)
            for position, topic in enumerate(TOPICS, start=1)
            if topic in topics
        ),
        ignore_conflicts=True,
    )
    rows = {each.slug: each for each in Category.objects.filter(slug__in=[topic.slug for topic in topics])}
    CategoryName.objects.bulk_create(
        (
            CategoryName(category=rows[slug], language=language, name=name, description=description)
            for language in languages
            for slug, (name, description) in names(language).items()
            if slug in rows
        ),
        ignore_conflicts=True,
    )
    return rows


def _write(wanted: dict[Key, Text], articles: dict[str, int], by: Agent, waiting: set[Key]) -> Written:
    """The texts as readers see them, and as first versions, or as drafts; an article that has words in a language
    keeps them."""
    now = timezone.now()
    first = dict(Article.objects.filter(pk__in=articles.values()).values_list("pk", "language"))
    taken = {
        pair
        for model in (ArticleText, ArticleDraft, ArticleVersion)
        for pair in model.objects.filter(article__in=first).values_list("article_id", "language")
    }
    shown, kept, drafts = [], [], []
    for (slug, language), text in wanted.items():
        number = articles[slug]
        if (number, language) in taken:
            continue
        addresses = {each: f"/help/{language}/articles/{pk}/" for each, pk in articles.items()}
        said = {
            "article_id": number, "language": language, "title": text.title, "summary": text.summary,
            "body": linked(text.body, addresses, f"/help/{language}/"),
        }  # fmt: skip
        if (slug, language) in waiting:
            drafts.append(ArticleDraft(**said, author=by, changed_at=now))
            continue
        said |= {"number": 1, "follows": None if first[number] == language else 1}
        shown.append(ArticleText(**said, published_at=now, first_published_at=now))
        kept.append(ArticleVersion(**said, author=by, at=now))
    keep_pictures((each.body for each in [*shown, *drafts]), by=by)
    ArticleText.objects.bulk_create(shown)
    ArticleVersion.objects.bulk_create(kept)
    ArticleDraft.objects.bulk_create(drafts)
    _give(dict.fromkeys(text.article_id for text in shown), by)
    return Written(len(shown), len(drafts))


def _give(published: Iterable[int], by: Agent) -> None:
    """Let `by` own those that nobody does."""
    unowned = list(Article.objects.filter(pk__in=list(published), owner=None).order_by("pk"))
    for article, day in zip(unowned, review_days(by), strict=False):
        article.owner, article.review_on = by, article.review_on or day
    Article.objects.bulk_update(unowned, ["owner", "review_on"])
