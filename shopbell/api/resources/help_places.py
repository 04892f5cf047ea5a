"""Where old addresses of the help centre lead: `/help-redirects`."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _t
from ninja import Field, Router, Schema

from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.redirect import Redirect, end_redirect, lead

from ..door import needs
from ..paging import Page, Paging, page_of
from ..scope import Scope
from .problem import READS, WRITES

routes = Router(tags=["Articles"])


class NewRedirect(Schema):
    address: str = Field(
        description="What follows /help/, such as hc/en-us/articles/115; also a whole address."
    )
    article_id: int

    model_config = {"extra": "forbid"}


class RedirectState(Schema):
    id: int
    address: str
    article_id: int | None = Field(description="Empty when it leads to a category, a guide or a policy.")


@routes.get("/help-redirects", response={200: Page[RedirectState], **READS}, **needs(Scope.ARTICLES_READ))
def list_redirects(request: HttpRequest, asked: Paging):
    """Addresses of before, and the article that each leads to."""
    request.auth.require(Permission.HELP_WRITE)  # type: ignore[attr-defined]
    found, after = page_of(Redirect.objects.all(), asked)
    return Page[RedirectState](data=[_state(each) for each in found], next=after)


@routes.post("/help-redirects", response={200: RedirectState, **WRITES}, **needs(Scope.ARTICLES_PUBLISH))
def put_redirect(request: HttpRequest, new: NewRedirect):
    """Have an old address lead to an article, wherever it led before; twice changes nothing. It takes who may change
    the settings."""
    caller = request.auth  # type: ignore[attr-defined]
    caller.require(Permission.SETTINGS_MANAGE)
    article = Article.objects.filter(pk=min(new.article_id, 2**63 - 1)).first()
    if not article:
        raise Refused(_t("There is no article of this number."))
    return _state(lead(new.address, article, by=caller))


@routes.delete(
    "/help-redirects/{int:redirect_id}",
    response={200: RedirectState, **WRITES},
    **needs(Scope.ARTICLES_PUBLISH),
)
def drop_redirect(request: HttpRequest, redirect_id: int):
    """Let an old address lead nowhere."""
    caller = request.auth  # type: ignore[attr-defined]
    caller.require(Permission.SETTINGS_MANAGE)
    row = get_object_or_404(Redirect, pk=redirect_id)
    state = _state(row)
    end_redirect(row, by=caller)
    return state


def _state(row: Redirect) -> RedirectState:
    return RedirectState(id=row.pk, address=row.path, article_id=row.article_id)
