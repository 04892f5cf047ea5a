"""How the API shows articles: what is said of one, and what it says in each language, published and drafted."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.urls import reverse
from ninja import Field, Schema

from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import ArticleDraft
from shopbell.helpcenter.article_text import ArticleText, ArticleVersion, Words
from shopbell.helpcenter.ask import Ask
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.guides.guide import Guide
from shopbell.helpcenter.markdown import to_body, to_markdown
from shopbell.helpcenter.products import products_in, products_of
from shopbell.helpcenter.standing import Standing, languages_of, line_of, listed

from .matter import ReasonName, reason_of


class Format(StrEnum):
    HTML = "html"
    MARKDOWN = "markdown"


class Doubt(Schema):
    language: str
    kind: str = Field(
        description="What speaks against it: `policy`, `price`, `picture`, `votes`, `tickets` …"
    )
    sentence: str
    since: datetime


class LanguageState(Schema):
    language: str
    states: list[str] = Field(
        description="`published`, `draft`, `review`, `scheduled`, `behind` (the text first written says more), "
        "`missing`; what matters most first."
    )
    number: int | None = Field(description="Of the version that readers see; null: none.")
    revision: int | None = Field(description="Of the draft; name it as `seen` when you write or publish.")


class Written(Schema):
    id: int
    category: str = Field(description="By its address.")
    language: str = Field(description="That it is first written in; the others translate it.")
    access: str = Field(description="`public`, `customers` or `agents`.")
    languages: list[LanguageState]


class ArticleRow(Written):
    title: str
    owner_id: int | None = Field(description="The agent who sees to it.")
    review_on: date | None = Field(description="When it is to be looked over.")
    reasons: list[ReasonName] = Field(description="What customers write about, that it answers.")
    policies: list[str] = Field(
        description="Behind it, besides those that it links to, by their `rule` in `/policies`."
    )
    doubts: list[Doubt] = Field(
        description="Why it may not be true any more; empty: nothing speaks against it."
    )
    changed_at: datetime | None


class ShownProduct(Schema):
    key: str = Field(description="As the text names it: `source/external_id`.")
    id: int | None = Field(description="Null where the shop has it no more.")
    name: str


class WordsState(Schema):
    title: str
    summary: str
    text: str
    format: Format
    products: list[ShownProduct] = Field(description="Those that the text shows.")


class PublishedText(WordsState):
    published_at: datetime
    address: str


class Note(Schema):
    note: str
    by_id: int | None
    at: datetime


class DraftText(WordsState):
    changed_at: datetime
    author_id: int | None
    reviewer_id: int | None = Field(description="Who is asked to look it over.")
    sent_back: Note | None = Field(description="What is to be changed, until a review is asked for anew.")
    publish_at: datetime | None = Field(
        description="When it is published by itself, as it was when that was said."
    )
    is_beside: bool = Field(
        description="It says something else than what is published then: publish it with `at` to put it in its place."
    )


class TextState(LanguageState):
    published: PublishedText | None
    draft: DraftText | None


class ArticleState(ArticleRow):
    texts: list[TextState]


class VersionRow(Schema):
    number: int
    title: str
    author_id: int | None
    at: datetime


class VersionState(WordsState):
    number: int
    author_id: int | None
    at: datetime


def body_of(text: str, format: Format) -> str:
    """A text that was sent, as HTML; the verb cleans it."""
    return to_body(text) if format == Format.MARKDOWN else text


def written_of(article: Article) -> Written:
    """What whoever wrote hears, which is no word of the article: they may not read it."""
    return Written(**_standing(listed(Article.objects.all()).get(pk=article.pk), HelpCentre.current()))


def row_of(article: Article, centre: HelpCentre) -> ArticleRow:
    return ArticleRow(**_about(article, centre))


def state_of(article: Article, centre: HelpCentre, format: Format) -> ArticleState:
    """The article with all its words, which are asked for here."""
    standings = line_of(article, languages_of(article, centre)).standings
    return ArticleState(**_about(article, centre), texts=[text_of(each, format) for each in standings])


def _about(article: Article, centre: HelpCentre) -> dict[str, Any]:
    """Of an article that was `listed`."""
    line = line_of(article, centre.languages)
    return _standing(article, centre) | {
        "title": line.title,
        "owner_id": article.owner_id,
        "review_on": article.review_on,
        "reasons": [reason_of(each) for each in article.reasons.all()],
        "policies": [each.slug for each in article.policies.all()],
        "doubts": doubts_of(article),
        "changed_at": line.changed_at,
    }


def doubts_of(thing: Article | Guide) -> list[Doubt]:
    """What speaks against it; its open flags were asked for as `doubts`."""
    return [
        Doubt(language=each.language, kind=each.kind, sentence=each.words, since=each.since)
        for each in thing.doubts  # type: ignore[union-attr]
    ]


def _standing(article: Article, centre: HelpCentre) -> dict[str, Any]:
    return {
        "id": article.pk,
        "category": article.category.slug,
        "language": article.language,
        "access": article.access,
        "languages": [_language(each) for each in line_of(article, languages_of(article, centre)).standings],
    }


def _language(standing: Standing) -> LanguageState:
    return LanguageState(
        language=standing.language,
        states=standing.states,
        number=standing.text.number if standing.text else None,
        revision=standing.draft.revision if standing.draft else None,
    )


def text_of(standing: Standing, format: Format) -> TextState:
    return TextState(
        **_language(standing).dict(),
        published=published_of(standing.text, format) if standing.text else None,
        draft=draft_of(standing.draft, format) if standing.draft else None,
    )


def published_of(text: ArticleText, format: Format) -> PublishedText:
    return PublishedText(
        **_words(text, format),
        published_at=text.published_at,
        address=reverse("help-article", args=[text.language, text.article_id, text.slug]),
    )


def draft_of(draft: ArticleDraft, format: Format) -> DraftText:
    return DraftText(
        **_words(draft, format),
        changed_at=draft.changed_at,
        author_id=draft.author_id,
        reviewer_id=draft.reviewer_id,
        sent_back=note_of(draft.sent_back),
        publish_at=draft.publish_at,
        is_beside=bool(draft.scheduled),
    )


def note_of(sent_back: Ask | None) -> Note | None:
    return Note(note=sent_back.note, by_id=sent_back.by_id, at=sent_back.at) if sent_back else None


def version_of(version: ArticleVersion, format: Format) -> VersionState:
    return VersionState(
        **_words(version, format), number=version.number, author_id=version.author_id, at=version.at
    )


def _words(words: Words, format: Format) -> dict[str, Any]:
    return {
        "title": words.title,
        "summary": words.summary,
        "text": to_markdown(words.body) if format == Format.MARKDOWN else words.body,
        "format": format,
        "products": _products(words.body),
    }


def _products(body: str) -> list[ShownProduct]:
    keys = products_in(body)
    found = products_of(keys)
    return [
        ShownProduct(
            key=key, id=found[key].pk if key in found else None, name=found[key].name if key in found else ""
        )
        for key in sorted(keys)
    ]
