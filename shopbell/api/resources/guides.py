"""`/guides`: the troubleshooting guides, each a tree of questions that end in an answer, an action or a contact.

A tree is read and written whole. Who saw an older revision (`seen`) is refused instead of writing over a colleague.
"""

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja.responses import Status as Answer

from shopbell.accounts.permission import Permission
from shopbell.helpcenter.article import Access
from shopbell.helpcenter.guides.faults import faults
from shopbell.helpcenter.guides.guide import Guide
from shopbell.helpcenter.guides.publishing import About, change_guide
from shopbell.helpcenter.guides.tree import Kind, Tree
from shopbell.helpcenter.guides.whole_tree import write_tree
from shopbell.helpcenter.guides.writing import MOST_PLACE, MOST_PRODUCTS, MOST_SKU, begin_guide

from ..door import needs
from ..once import do_once
from ..paging import Asked, Page, page_of
from ..scope import Scope
from .article_state import Doubt, Note, doubts_of, note_of
from .articles import access_named, category_of, language_of, owner_named
from .problem import READS, WRITES

routes = Router(tags=["Articles"])
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class GuideFault(Schema):
    step: int | None = Field(description="Null: of the guide as a whole.")
    sentence: str


class GuideStanding(Schema):
    id: int
    address: str = Field(description="Its name in the address.")
    revision: int = Field(description="Of the draft; name it as `seen` when you write or publish.")
    number: int | None = Field(description="Of the version that readers see; null: it is not published.")
    is_changed: bool = Field(description="Whether the draft says something that readers do not see.")
    faults: list[GuideFault] = Field(
        description="What is wrong with the draft; with any it is not published."
    )


class GuideRow(Schema):
    id: int
    address: str = Field(description="Its name in the address.")
    revision: int = Field(description="Of the draft; name it as `seen` when you write or publish.")
    category: str = Field(description="By its address.")
    language: str = Field(description="That it is first written in, and complete in.")
    access: str = Field(description="`public`, `customers` or `agents`.")
    titles: dict[str, str] = Field(description="By language.")
    number: int | None = Field(description="Of the version that readers see; null: it is not published.")
    is_changed: bool = Field(description="Whether the draft says something that readers do not see.")
    owner_id: int | None = Field(description="The agent who sees to it.")
    review_on: date | None = Field(description="When it is to be looked over.")
    reviewer_id: int | None = Field(description="Who is asked to look the draft over.")
    publish_at: datetime | None = Field(
        description="When the draft is published by itself, unless it changes."
    )
    doubts: list[Doubt] = Field(
        description="Why it may not be true any more; empty: nothing speaks against it."
    )
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
    sent_back: Note | None = Field(description="What is to be changed, until a review is asked for anew.")


class NewGuide(Schema):
    title: str
    category: str = Field(description="By its address.")
    language: str = Field("", max_length=12, description="Left out: the help centre's first.")

    model_config = {"extra": "forbid"}


class NewChoice(Schema):
    id: Number
    words: dict[str, str] = {}
    to: Number | None = None

    model_config = {"extra": "forbid"}


class NewStep(Schema):
    id: Number = Field(description="As it was; a new one above all that were ever given.")
    kind: Annotated[str, Field(pattern=f"^({'|'.join(Kind.values)})$")] = "question"
    title: dict[str, str] = {}
    text: dict[str, str] = {}
    choices: list[NewChoice] = []
    article: Number | None = None
    place: str = Field("", max_length=MOST_PLACE)
    topic: Number | None = None
    products: list[Annotated[str, Field(max_length=MOST_SKU)]] = Field([], max_length=MOST_PRODUCTS)

    model_config = {"extra": "forbid"}


class NewTree(Schema):
    title: dict[str, str]
    summary: dict[str, str] = {}
    steps: list[NewStep]
    seen: int

    model_config = {"extra": "forbid"}


class SaidOfGuide(Schema):
    """What is left out stays as it is."""

    category: str | None = Field(None, description="By its address.")
    access: Access | None = Field(None, description="It counts at once, so it takes who may publish.")
    owner_id: Number | None = Field(None, description="An agent; null for nobody.")
    review_on: date | None = Field(None, description="Null: it need not be looked over.")

    model_config = {"extra": "forbid"}


class Wanted(Asked):
    category: str = Field("", max_length=60, description="By its address.")
    published: bool | None = Field(None, description="Whether readers see it.")


@routes.get("/guides", response={200: Page[GuideRow], **READS}, **needs(Scope.ARTICLES_READ))
def list_guides(request: HttpRequest, wanted: Annotated[Wanted, Query()]):
    """The guides, newest first."""
    rows = guides_for(request)
    if wanted.category:
        rows = rows.filter(category__slug=wanted.category)
    if wanted.published is not None:
        rows = rows.filter(shown__isnull=not wanted.published)
    found, after = page_of(rows, wanted)
    return Page[GuideRow](data=[GuideRow(**_row(each)) for each in found], next=after)


@routes.get("/guides/{int:guide_id}", response={200: GuideState, **READS}, **needs(Scope.ARTICLES_READ))
def get_guide(request: HttpRequest, guide_id: int):
    """One guide with its tree, as readers see it and as it is written."""
    guide = get_object_or_404(guides_for(request), pk=guide_id)
    published = _tree(guide.shown.tree) if guide.shown else None
    back = note_of(guide.sent_back)
    return GuideState(**_row(guide), published=published, draft=_tree(guide.tree), sent_back=back)


@routes.post(
    "/guides", response={201: GuideStanding, 200: GuideStanding, **WRITES}, **needs(Scope.ARTICLES_WRITE)
)
def begin(request: HttpRequest, new: NewGuide):
    """Begin a guide with a first question that is still empty. 200 when the key was used before."""
    caller = request.auth  # type: ignore[attr-defined]
    caller.require(Permission.HELP_WRITE)
    language = language_of(new.language)
    made_id, is_new = do_once(
        request, lambda: begin_guide(language, new.title, category_of(new.category), by=caller).pk
    )
    return Answer(201 if is_new else 200, standing_of(request, made_id))


@routes.put("/guides/{int:guide_id}", response={200: GuideStanding, **WRITES}, **needs(Scope.ARTICLES_WRITE))
def write(request: HttpRequest, guide_id: int, new: NewTree):
    """Write the draft of a guide, whole; readers see it once it is published. With an `Idempotency-Key` it is written
    once."""
    guide = get_object_or_404(guides_for(request), pk=guide_id)
    tree = Tree.model_validate(new.dict(exclude={"seen"}))
    do_once(request, lambda: write_tree(guide, tree, by=request.auth, seen=new.seen).pk)  # type: ignore[attr-defined]
    return standing_of(request, guide_id)


@routes.patch(
    "/guides/{int:guide_id}", response={200: GuideStanding, **WRITES}, **needs(Scope.ARTICLES_WRITE)
)
def change(request: HttpRequest, guide_id: int, said: SaidOfGuide):
    """Change what is said of a guide: category, who reads it, owner, day of review."""
    guide = get_object_or_404(guides_for(request), pk=guide_id)
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
    change_guide(guide, by=request.auth, **about)  # type: ignore[attr-defined]
    return standing_of(request, guide_id)


def standing_of(request: HttpRequest, guide_id: int) -> GuideStanding:
    """What whoever wrote hears, which is no word of the guide: they may not read it."""
    guide = get_object_or_404(guides_for(request), pk=guide_id)
    return GuideStanding(
        id=guide.pk,
        address=guide.slug,
        revision=guide.revision,
        number=guide.shown.number if guide.shown else None,
        is_changed=guide.is_changed,
        faults=[
            GuideFault(step=each.step, sentence=each.sentence)
            for each in faults(guide.tree, guide.language, access=guide.access)
        ],
    )


def guides_for(request: HttpRequest):
    request.auth.require(Permission.HELP_WRITE)  # type: ignore[attr-defined]
    return Guide.objects.select_related("category", "shown", "sent_back").with_doubts()


def _tree(tree: Tree) -> GuideTree:
    return GuideTree.model_validate(tree.model_dump(mode="json"))


def _row(guide: Guide) -> dict:
    return {
        "id": guide.pk,
        "address": guide.slug,
        "revision": guide.revision,
        "category": guide.category.slug,
        "language": guide.language,
        "access": guide.access,
        "titles": guide.tree.title,
        "number": guide.shown.number if guide.shown else None,
        "is_changed": guide.is_changed,
        "owner_id": guide.owner_id,
        "review_on": guide.review_on,
        "reviewer_id": guide.reviewer_id,
        "publish_at": guide.publish_at,
        "doubts": doubts_of(guide),
        "changed_at": guide.changed_at,
    }
