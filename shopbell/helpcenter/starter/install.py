"""Writing our own articles into the help centre: what is not there yet, and never over what somebody wrote."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.lock import hold_until_commit
from shopbell.tickets.reason import ContactReason

from ..article import Article
from ..article_draft import ArticleDraft
from ..article_text import ArticleText, ArticleVersion
from ..category import Category, CategoryName
from ..starter_text import StarterText
from .contents import TOPICS, Topic
from .texts import Text, linked, names, texts

Key = tuple[str, str]  # the name of an article, and a language


@transaction.atomic
def install_starter(languages: Iterable[str], *, by: Agent) -> int:
    """Publish our articles in `languages`; the first is the one that the others translate. How many were.

    What was written once does not come again, even if the shop has changed or deleted it since.
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
        return 0
    gone = {slug for (slug, _language), number in known.items() if number is None}
    articles = {slug: number for (slug, _language), number in known.items() if number}
    wanted = {key: text for key, text in missing.items() if key[0] not in gone}
    first: dict[str, str] = {}
    for slug, language in wanted:
        if slug not in articles:
            first.setdefault(slug, language)
    articles |= _articles(first, languages)
    written = _publish(wanted, articles, by, timezone.now())
    StarterText.objects.bulk_create(
        StarterText(slug=slug, language=language, article_id=articles.get(slug)) for slug, language in missing
    )
    return written


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


def _publish(wanted: dict[Key, Text], articles: dict[str, int], by: Agent, now: datetime) -> int:
    """The texts as readers see them, and as first versions; an article that has words in a language keeps them."""
    first = dict(Article.objects.filter(pk__in=articles.values()).values_list("pk", "language"))
    taken = {
        pair
        for model in (ArticleText, ArticleDraft, ArticleVersion)
        for pair in model.objects.filter(article__in=first).values_list("article_id", "language")
    }
    shown, kept = [], []
    for (slug, language), text in wanted.items():
        number = articles[slug]
        if (number, language) in taken:
            continue
        addresses = {each: f"/help/{language}/articles/{pk}/" for each, pk in articles.items()}
        said = {
            "article_id": number, "language": language, "number": 1, "title": text.title, "summary": text.summary,
            "body": linked(text.body, addresses, f"/help/{language}/"),
            "follows": None if first[number] == language else 1,
        }  # fmt: skip
        shown.append(ArticleText(**said, published_at=now, first_published_at=now))
        kept.append(ArticleVersion(**said, author=by, at=now))
    ArticleText.objects.bulk_create(shown)
    ArticleVersion.objects.bulk_create(kept)
    return len(shown)
