"""What an article says in a language: write its draft, have it looked over or send it back, publish it, take it back,
and bring an older version back. Who saw an older revision (`seen`) is refused instead of writing over a colleague."""

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _t
from ninja import Field, Query, Router, Schema

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import (
    ArticleDraft,
    ask_for_review,
    drop_draft,
    follow_original,
    write_draft,
)
from shopbell.helpcenter.article_text import ArticleVersion
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.publishing import publish, restore, withdraw
from shopbell.helpcenter.review import send_back
from shopbell.helpcenter.scheduling import schedule
from shopbell.helpcenter.standing import languages_of

from ..door import needs
from ..once import do_once
from ..paging import Asked, Page, page_of
from ..scope import Scope
from .article_state import VersionRow, VersionState, Written, version_of, written_of
from .articles import Key, NewWords, Shown, find_article
from .orders import aware
from .problem import READS, WRITES

routes = Router(tags=["Articles"])
TEXT = "/articles/{int:article_id}/texts/{language}"
WRITING, PUBLISHING = needs(Scope.ARTICLES_WRITE), needs(Scope.ARTICLES_PUBLISH)
DONE: dict[str, Any] = {"response": {200: Written, **WRITES}}
Seen = Annotated[int, Field(ge=0, le=2**31 - 1, description="The revision of the draft that you saw.")]

SeenOne = Annotated[int, Field(ge=1, le=2**31 - 1, description="The revision of the draft that you saw.")]


class Draft(NewWords):
    """All that it says: what were left out would be emptied."""

    summary: str
    text: str
    seen: Seen = 0
    follows: bool = Field(
        False, description="It says all that the text first written says now: it is behind no more."
    )


class Reviewer(Schema):
    agent_id: Key = Field(description="An agent who may publish.")

    model_config = {"extra": "forbid"}

    @property
    def agent(self) -> Agent:
        agent = Agent.objects.filter(is_active=True, pk=self.agent_id).first()
        if not agent:
            raise Refused(_t("There is no agent %(id)s.") % {"id": self.agent_id})
        return agent


class SentBack(Schema):
    note: str = Field(description="What is to be changed.")
    seen: SeenOne

    model_config = {"extra": "forbid"}


class Publication(Schema):
    at: datetime | None = Field(None, description="A moment to come; left out: now.")
    seen: SeenOne

    model_config = {"extra": "forbid"}


class SeenDraft(Schema):
    seen: Seen = 0

    model_config = {"extra": "forbid"}


@routes.put(TEXT, **DONE, **WRITING)
def write(request: HttpRequest, article_id: int, language: str, new: Draft):
    """Write the draft in a language, as HTML or Markdown, cleaned as the editor does; readers see it once it is
    published. With an `Idempotency-Key` it is written once."""
    article = _at(request, article_id, language)
    do_once(request, lambda: _write(request, article, language, new))
    return written_of(article)


@routes.delete(f"{TEXT}/draft", **DONE, **WRITING)
def drop(request: HttpRequest, article_id: int, language: str, seen: SeenOne):
    """Drop the draft that was seen; what it says is laid aside for a month."""
    article = _at(request, article_id, language)
    if draft := _draft(article, language):
        drop_draft(draft, by=request.auth, seen=seen)  # type: ignore[attr-defined]
    return written_of(article)


@routes.post(f"{TEXT}/review", **DONE, **WRITING)
def ask(request: HttpRequest, article_id: int, language: str, reviewer: Reviewer):
    """Ask somebody who may publish to look the draft over; twice asks once."""
    article = _at(request, article_id, language)
    ask_for_review(_there(article, language), reviewer.agent, by=request.auth)  # type: ignore[attr-defined]
    return written_of(article)


@routes.post(f"{TEXT}/sent-back", **DONE, **PUBLISHING)
def back(request: HttpRequest, article_id: int, language: str, said: SentBack):
    """Send the draft that was seen back to who asked for a review, else to who wrote last, with what is to be changed.
    With an `Idempotency-Key` it is done once."""
    article = _at(request, article_id, language)
    do_once(request, lambda: _send_back(request, article, language, said))
    return written_of(article)


@routes.post(f"{TEXT}/publication", **DONE, **PUBLISHING)
def put_out(request: HttpRequest, article_id: int, language: str, said: Publication):
    """Publish the draft that was seen, now or at a moment to come. With an `Idempotency-Key` it is done once."""
    article = _at(request, article_id, language)
    do_once(request, lambda: _put_out(request, article, language, said))
    return written_of(article)


@routes.delete(f"{TEXT}/publication", **DONE, **PUBLISHING)
def take_back(request: HttpRequest, article_id: int, language: str):
    """Take the text from the readers; what it said becomes the draft, unless somebody is writing one."""
    article = _at(request, article_id, language)
    if text := article.texts.filter(language=language).first():
        withdraw(text, by=request.auth)  # type: ignore[attr-defined]
    return written_of(article)


@routes.get(f"{TEXT}/versions", response={200: Page[VersionRow], **READS}, **needs(Scope.ARTICLES_READ))
def list_versions(request: HttpRequest, article_id: int, language: str, asked: Annotated[Asked, Query()]):
    """All that was published in a language, newest first."""
    article = _at(request, article_id, language)
    found, after = page_of(article.versions.filter(language=language).defer("body"), asked)
    rows = [
        VersionRow(number=each.number, title=each.title, author_id=each.author_id, at=each.at)
        for each in found
    ]
    return Page[VersionRow](data=rows, next=after)


@routes.get(
    f"{TEXT}/versions/{{int:version}}", response={200: VersionState, **READS}, **needs(Scope.ARTICLES_READ)
)
def get_version(
    request: HttpRequest, article_id: int, language: str, version: int, shown: Annotated[Shown, Query()]
):
    """What a version said."""
    return version_of(_version(request, article_id, language, version), shown.format)


@routes.post(f"{TEXT}/versions/{{int:version}}/restoration", **DONE, **WRITING)
def bring_back(request: HttpRequest, article_id: int, language: str, version: int, said: SeenDraft):
    """Make an older version the draft again; readers see it once it is published."""
    found = _version(request, article_id, language, version)
    do_once(request, lambda: restore(found, by=request.auth, seen=said.seen).pk)  # type: ignore[attr-defined]
    return written_of(found.article)


def _write(request: HttpRequest, article: Article, language: str, new: Draft) -> int:
    caller = request.auth  # type: ignore[attr-defined]
    draft = write_draft(article, language, new.words, by=caller, seen=new.seen)
    if new.follows:
        follow_original(draft, by=caller)
    return draft.pk


def _put_out(request: HttpRequest, article: Article, language: str, said: Publication) -> int:
    caller = request.auth  # type: ignore[attr-defined]
    draft = _there(article, language)
    if said.at:
        schedule(draft, aware(said.at), by=caller, seen=said.seen)
        return draft.pk
    return publish(draft, by=caller, seen=said.seen).pk


def _send_back(request: HttpRequest, article: Article, language: str, said: SentBack) -> int:
    draft = _there(article, language)
    send_back(draft, said.note, by=request.auth, seen=said.seen)  # type: ignore[attr-defined]
    return draft.pk


def _at(request: HttpRequest, article_id: int, language: str) -> Article:
    """The article, for who writes articles, in a language that it is or may be written in."""
    article = find_article(request, article_id)
    if language not in languages_of(article, HelpCentre.current()):
        raise Http404
    return article


def _draft(article: Article, language: str) -> ArticleDraft | None:
    return article.drafts.filter(language=language).first()


def _there(article: Article, language: str) -> ArticleDraft:
    draft = _draft(article, language)
    if not draft:
        raise Refused(_t("Nobody has written a draft of this. Write it first."))
    return draft


def _version(request: HttpRequest, article_id: int, language: str, number: int) -> ArticleVersion:
    article = _at(request, article_id, language)
    return get_object_or_404(article.versions.select_related("article"), language=language, number=number)
