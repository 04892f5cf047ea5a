"""`/guides`: the troubleshooting guides, each a tree of questions that end in an answer, an action or a contact."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from shopbell.accounts.permission import Permission
from shopbell.helpcenter.guides.guide import Guide
from shopbell.helpcenter.guides.tree import Tree

from ..door import needs
from ..paging import Asked, Page, page_of
from ..scope import Scope
from .problem import READS

routes = Router(tags=["Articles"])


class GuideRow(Schema):
    id: int
    address: str = Field(description="Its name in the address.")
    category: str = Field(description="By its address.")
    language: str = Field(description="That it is first written in, and complete in.")
    access: str = Field(description="`public`, `customers` or `agents`.")
    titles: dict[str, str] = Field(description="By language.")
    number: int | None = Field(description="Of the version that readers see; null: it is not published.")
    is_changed: bool = Field(description="Whether the draft says something that readers do not see.")
    changed_at: datetime


class GuideChoice(Schema):
    id: int
    words: dict[str, str] = Field(description="By language.")
    to: int | None = Field(description="The step that it leads to.")


class GuideStep(Schema):
    """A question with its choices, or an ending."""

    id: int
    kind: str = Field(description="`question`, `answer`, `action`, `product` or `contact`.")
    title: dict[str, str] = Field(description="By language.")
    text: dict[str, str] = Field(description="Markdown, by language.")
    choices: list[GuideChoice]
    article: int | None = Field(description="What an answer shows below its text.")
    place: str = Field(description="Where something is done.")
    topic: int | None = Field(description="The contact reason that the form has ticked.")
    products: list[str] = Field(description="SKUs that it advises.")


class GuideTree(Schema):
    title: dict[str, str]
    summary: dict[str, str]
    steps: list[GuideStep]


class GuideState(GuideRow):
    published: GuideTree | None = Field(
        description="What readers see: steps, of which the first is where all begin."
    )
    draft: GuideTree


class Wanted(Asked):
    category: str = Field("", max_length=60, description="By its address.")
    published: bool | None = Field(None, description="Whether readers see it.")


@routes.get("/guides", response={200: Page[GuideRow], **READS}, **needs(Scope.ARTICLES_READ))
def list_guides(request: HttpRequest, wanted: Annotated[Wanted, Query()]):
    """The guides, newest first."""
    rows = _guides(request)
    if wanted.category:
        rows = rows.filter(category__slug=wanted.category)
    if wanted.published is not None:
        rows = rows.filter(shown__isnull=not wanted.published)
    found, after = page_of(rows, wanted)
    return Page[GuideRow](data=[GuideRow(**_row(each)) for each in found], next=after)


@routes.get("/guides/{int:guide_id}", response={200: GuideState, **READS}, **needs(Scope.ARTICLES_READ))
def get_guide(request: HttpRequest, guide_id: int):
    """One guide with its tree, as readers see it and as it is written."""
    guide = get_object_or_404(_guides(request), pk=guide_id)
    published = _tree(guide.shown.tree) if guide.shown else None
    return GuideState(**_row(guide), published=published, draft=_tree(guide.tree))


def _guides(request: HttpRequest):
    request.auth.require(Permission.HELP_WRITE)  # type: ignore[attr-defined]
    return Guide.objects.select_related("category", "shown")


def _tree(tree: Tree) -> GuideTree:
    return GuideTree.model_validate(tree.model_dump(mode="json"))


def _row(guide: Guide) -> dict:
    return {
        "id": guide.pk,
        "address": guide.slug,
        "category": guide.category.slug,
        "language": guide.language,
        "access": guide.access,
        "titles": guide.tree.title,
        "number": guide.shown.number if guide.shown else None,
        "is_changed": guide.is_changed,
        "changed_at": guide.changed_at,
    }
