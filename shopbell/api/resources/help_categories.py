"""Where articles stand: `/help-categories`. To write them takes who may change the settings, as at the desk."""

from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _t
from ninja import Field, Router, Schema
from ninja.responses import Status as Answer

from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.category_change import (
    ICON,
    MOST_SLUG,
    change_category,
    delete_category,
    make_category,
    order_categories,
)
from shopbell.helpcenter.settings_tables import ICONS

from ..door import needs
from ..once import do_once
from ..scope import Scope
from .problem import READS, WRITES

routes = Router(tags=["Articles"])
WRITING = needs(Scope.ARTICLES_PUBLISH)
MOST_LANGUAGES, MOST_CATEGORIES = 50, 1_000
Words = Annotated[dict[str, str], Field(max_length=MOST_LANGUAGES, description="By language.")]
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]


class CategoryState(Schema):
    id: int
    category: str = Field(description="In the address.")
    names: dict[str, str] = Field(description="By language.")
    descriptions: dict[str, str] = Field(description="The line below the name, by language.")
    icon: str
    position: int


class NewCategory(Schema):
    category: str = Field(
        max_length=MOST_SLUG, description="In the address: lower-case letters, digits, hyphens."
    )
    names: Words = Field(description="By language; the help centre's first is needed.")
    descriptions: Words = Field({}, description="The line below the name, by language.")
    icon: str = Field(ICON, max_length=40, description=f"{', '.join(f'`{name}`' for name, _label in ICONS)}.")

    model_config = {"extra": "forbid"}


class CategoryChange(Schema):
    """What is left out stays as it is, and null is refused. `names` and `descriptions` are whole."""

    category: str | None = Field(None, max_length=MOST_SLUG, description="Its new place in the address.")
    names: Words | None = None
    descriptions: Words | None = None
    icon: str | None = Field(None, max_length=40)

    model_config = {"extra": "forbid"}


class CategoryOrder(Schema):
    ids: Annotated[list[Key], Field(max_length=MOST_CATEGORIES)] = Field(
        description="Every category once, in the order in which shoppers read them."
    )

    model_config = {"extra": "forbid"}


@routes.get("/help-categories", response={200: list[CategoryState], **READS}, **needs(Scope.ARTICLES_READ))
def list_categories(request: HttpRequest):
    """Every category of the help centre, in the order in which shoppers read them."""
    request.auth.require(Permission.HELP_WRITE)  # type: ignore[attr-defined]
    return _all()


@routes.post("/help-categories", response={201: CategoryState, 200: CategoryState, **WRITES}, **WRITING)
def begin_category(request: HttpRequest, new: NewCategory):
    """Make a category, after the others. 200 when the key was used before."""
    request.auth.require(Permission.SETTINGS_MANAGE)  # type: ignore[attr-defined]
    made_id, is_new = do_once(request, lambda: _made(request, new))
    return Answer(201 if is_new else 200, _state(get_object_or_404(Category, pk=made_id)))


@routes.put("/help-categories/order", response={200: list[CategoryState], **WRITES}, **WRITING)
def put_in_order(request: HttpRequest, said: CategoryOrder):
    """Put the categories in an order; twice changes nothing."""
    order_categories(said.ids, by=request.auth)  # type: ignore[attr-defined]
    return _all()


@routes.patch("/help-categories/{int:category_id}", response={200: CategoryState, **WRITES}, **WRITING)
def change(request: HttpRequest, category_id: int, said: CategoryChange):
    """Change what a category is called, what stands below it, its icon or its address."""
    request.auth.require(Permission.SETTINGS_MANAGE)  # type: ignore[attr-defined]
    found = get_object_or_404(Category, pk=category_id)
    if any(getattr(said, name) is None for name in said.model_fields_set):
        raise Refused(_t("Say it, or leave it out: null says nothing."))
    if said.icon is not None:
        _known(said.icon, found)
    caller = request.auth  # type: ignore[attr-defined]
    words = {"names": said.names, "descriptions": said.descriptions}
    return _state(change_category(found, by=caller, slug=said.category, icon=said.icon, **words))


@routes.delete("/help-categories/{int:category_id}", response={200: CategoryState, **WRITES}, **WRITING)
def drop(request: HttpRequest, category_id: int):
    """Delete a category. One in which articles or guides stand is not: move them first."""
    request.auth.require(Permission.SETTINGS_MANAGE)  # type: ignore[attr-defined]
    found = get_object_or_404(Category, pk=category_id)
    state = _state(found)
    delete_category(found, by=request.auth)  # type: ignore[attr-defined]
    return state


def _made(request: HttpRequest, new: NewCategory) -> int:
    _known(new.icon)
    caller = request.auth  # type: ignore[attr-defined]
    return make_category(new.category, new.names, new.descriptions, icon=new.icon, by=caller).pk


def _known(icon: str, of: Category | None = None) -> None:
    if icon not in dict(ICONS) and not (of and of.icon == icon):
        raise Refused(_t("Choose one of the icons."))


def _all() -> list[CategoryState]:
    return [_state(each) for each in Category.objects.prefetch_related("names")]


def _state(category: Category) -> CategoryState:
    names = list(category.names.all())
    return CategoryState(
        id=category.pk,
        category=category.slug,
        names={each.language: each.name for each in names},
        descriptions={each.language: each.description for each in names},
        icon=category.icon,
        position=category.position,
    )
