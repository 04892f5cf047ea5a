"""`/articles`: the articles of the help centre and what is said of each; what they say lies in `article_texts.py`.

Who calls may what they may in the editor: a token for an agent who may not publish publishes nothing.
"""

from datetime import date
from typing import Annotated

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _t
from ninja import Field, Query, Router, Schema
from ninja.responses import Status as Answer

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.core.storable import storable
from shopbell.helpcenter.about import About, begin_article, change_about, delete_article
from shopbell.helpcenter.article import Access, Article
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.stale import StaleFlag
from shopbell.helpcenter.standing import STATES, in_state, listed, written_in
from shopbell.shop.policies.policy import Policy
from shopbell.tickets.reason import ContactReason

from ..caller import Caller
from ..door import needs
from ..once import do_once
from ..paging import Asked, Page, page_of
from ..scope import Scope
from .article_state import ArticleRow, ArticleState, Format, Written, body_of, row_of, state_of, written_of
from .problem import READS, WRITES

routes = Router(tags=["Articles"])
Language = Annotated[str, Field(max_length=12)]
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]


class Wanted(Asked):
    state: str = Field("", max_length=12, description=f"{', '.join(f'`{name}`' for name in STATES)}.")
    category: str = Field("", max_length=60, description="By its address.")
    language: str = Field("", max_length=12, description="Written in it; with `state`, in that state there.")
    stale: bool | None = Field(None, description="Whether something speaks against what they say.")


class Shown(Schema):
    format: Format = Field(Format.HTML, description="How texts are told.")


class NewWords(Schema):
    title: str
    summary: str = ""
    text: str = ""
    format: Format = Format.HTML

    model_config = {"extra": "forbid"}

    @property
    def words(self) -> dict[str, str]:
        return {"title": self.title, "summary": self.summary, "body": body_of(self.text, self.format)}


class SaidOf(Schema):
    """What is left out stays as it is. Every article has a category, readers, and lists of contact reasons and of
    policies, which may be empty: null for one is refused."""

    category: str | None = Field(None, description="By its address.")
    access: Access | None = Field(None, description="It counts at once, so it takes who may publish.")
    owner_id: Key | None = Field(None, description="An agent; null for nobody.")
    review_on: date | None = Field(None, description="Null: it need not be looked over.")
    reason_ids: list[Key] | None = Field(None, description="Contact reasons that it answers: all of them.")
    policies: list[str] | None = Field(
        None,
        description="Those behind it that it does not link to, by their `rule` in `/policies`: all of them.",
    )

    model_config = {"extra": "forbid"}


class NewArticle(NewWords):
    category: str = Field(description="By its address.")
    language: Language = Field("", description="Left out: the help centre's first.")
    reason_ids: list[Key] = []
    policies: list[str] = []


@routes.get("/articles", response={200: Page[ArticleRow], **READS}, **needs(Scope.ARTICLES_READ))
def list_articles(request: HttpRequest, wanted: Annotated[Wanted, Query()]):
    """Articles and how each stands in every language, newest first."""
    centre = HelpCentre.current()
    rows = listed(_articles(request)).prefetch_related("reasons__parent", "policies")
    if wanted.state:
        if wanted.state not in STATES:
            raise Refused(_t("There is no such state: %(known)s.") % {"known": ", ".join(STATES)})
        rows = in_state(rows, wanted.state, centre, wanted.language)
    elif wanted.language:
        rows = written_in(rows, wanted.language)
    if wanted.category:
        rows = rows.filter(category__slug=wanted.category)
    if wanted.stale is not None:
        doubted = Exists(StaleFlag.objects.open().filter(article=OuterRef("pk")))
        rows = rows.filter(doubted if wanted.stale else ~doubted)
    found, after = page_of(rows, wanted)
    return Page[ArticleRow](data=[row_of(each, centre) for each in found], next=after)


@routes.get("/articles/{int:article_id}", response={200: ArticleState, **READS}, **needs(Scope.ARTICLES_READ))
def get_article(request: HttpRequest, article_id: int, shown: Annotated[Shown, Query()]):
    """One article with what it says in each language, published and drafted."""
    article = get_object_or_404(
        listed(_articles(request), has_bodies=True).prefetch_related("reasons__parent", "policies"),
        pk=article_id,
    )
    return state_of(article, HelpCentre.current(), shown.format)


@routes.post("/articles", response={201: Written, 200: Written, **WRITES}, **needs(Scope.ARTICLES_WRITE))
def begin(request: HttpRequest, new: NewArticle):
    """Begin an article with its first draft, which nobody reads before it is published. 200 when the key was used
    before."""
    caller = request.auth  # type: ignore[attr-defined]
    caller.require(Permission.HELP_WRITE)
    made_id, is_new = do_once(request, lambda: _begun(new, caller))
    return Answer(201 if is_new else 200, written_of(find_article(request, made_id)))


@routes.patch("/articles/{int:article_id}", response={200: Written, **WRITES}, **needs(Scope.ARTICLES_WRITE))
def change(request: HttpRequest, article_id: int, said: SaidOf):
    """Change what is said of an article: category, who reads it, owner, day of review, contact reasons, policies behind
    it."""
    found = find_article(request, article_id)
    about = About()
    for name in said.model_fields_set:
        if name == "category":
            about["category"] = category_of(said.category or "")
        elif name == "access":
            about["access"] = access_named(said.access)
        elif name == "owner_id":
            about["owner"] = owner_named(said.owner_id)
        elif name == "review_on":
            about["review_on"] = said.review_on
        elif name == "reason_ids":
            about["reasons"] = _reasons(_listed(said.reason_ids), found)
        elif name == "policies":
            about["policies"] = _policies(said.policies)
    change_about(found, by=request.auth, **about)  # type: ignore[attr-defined]
    return written_of(found)


@routes.delete(
    "/articles/{int:article_id}", response={200: Written, **WRITES}, **needs(Scope.ARTICLES_PUBLISH)
)
def delete(request: HttpRequest, article_id: int):
    """Delete an article that no reader sees, with its drafts and versions. While it is published in some language it is
    refused: take it back there first."""
    found = find_article(request, article_id)
    last = written_of(found)
    delete_article(found, by=request.auth)  # type: ignore[attr-defined]
    return last


def find_article(request: HttpRequest, article_id: int) -> Article:
    return get_object_or_404(_articles(request), pk=article_id)


def _articles(request: HttpRequest) -> QuerySet[Article]:
    """All of them, for who writes articles."""
    request.auth.require(Permission.HELP_WRITE)  # type: ignore[attr-defined]
    return Article.objects.all()


def _begun(new: NewArticle, caller: Caller) -> int:
    language = language_of(new.language)
    draft = begin_article(language, new.title, category_of(new.category), by=caller)
    if new.reason_ids:
        change_about(draft.article, by=caller, reasons=_reasons(new.reason_ids, draft.article))
    if new.policies:
        change_about(draft.article, by=caller, policies=_policies(new.policies))
    write_draft(draft.article, language, new.words, by=caller, seen=draft.revision)
    return draft.article_id


def language_of(code: str) -> str:
    """`code`, or the help centre's first language where it is empty. Raises Refused for one that it has not."""
    centre = HelpCentre.current()
    language = code or centre.language
    if language not in centre.languages:
        known = ", ".join(centre.languages)
        raise Refused(_t("The help centre is written in %(languages)s.") % {"languages": known})
    return language


def category_of(slug: str) -> Category:
    found = Category.objects.filter(slug=slug).first()
    if not found:
        raise Refused(_t("The help centre has no such category."))
    return found


def access_named(chosen: Access | None) -> Access:
    if chosen is None:
        raise Refused(_t("Say who may read it, or leave it out."))
    return chosen


def owner_named(agent_id: int | None) -> Agent | None:
    if agent_id is None:
        return None
    found = Agent.objects.filter(is_active=True, pk=agent_id).first()
    if not found:
        raise Refused(_t("There is no agent %(id)s.") % {"id": agent_id})
    return found


def _listed(ids: list[int] | None) -> list[int]:
    if ids is None:
        raise Refused(_t("Name the contact reasons, none of them by an empty list, or leave them out."))
    return ids


def _reasons(ids: list[int], article: Article) -> list[ContactReason]:
    """Those that are offered, and those that it carries already. Raises Refused for others."""
    there = {each.pk: each for each in article.reasons.all()}
    there |= {each.pk: each for each in ContactReason.objects.filter(pk__in=ids, is_active=True)}
    if missing := [each for each in ids if each not in there]:
        raise Refused(_t("There is no contact reason %(id)s that is offered.") % {"id": missing[0]})
    return [there[each] for each in ids]


def _policies(slugs: list[str] | None) -> list[Policy]:
    if slugs is None:
        raise Refused(_t("Name the policies, none of them by an empty list, or leave them out."))
    there = {each.slug: each for each in Policy.objects.filter(slug__in=[storable(each) for each in slugs])}
    if missing := [each for each in slugs if each not in there]:
        raise Refused(_t("There is no policy “%(name)s”.") % {"name": missing[0][:80]})
    return [there[each] for each in slugs]
