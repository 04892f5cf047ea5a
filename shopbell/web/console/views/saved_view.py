"""Saved views: a dialog that keeps the list's filter or changes a view, and deleting, restoring, moving one."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.team import Team
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key
from shopbell.core.toast import add_toast
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.language import parse, write
from shopbell.tickets.saved_view import (
    OFFERED,
    Order,
    SavedView,
    change_view,
    delete_view,
    may_share,
    move_view,
    restore_view,
    save_view,
    teams_to_share_with,
)

from ..filter_line import narrowed
from ..queue import queue_of

MINE, EVERYBODY = "mine", "everybody"


@dataclass
class Wish:
    """What stands in the dialog: `people` is `mine`, `everybody` or the id of a team."""

    name: str = ""
    filter: str = ""
    order: str = Order.NEWEST
    people: str = MINE
    error: str = ""
    teams: list[Team] = field(default_factory=list)


@agent_view(None)
@require_http_methods(["GET", "POST"])
def new(request: AgentRequest) -> HttpResponse:
    """GET /desk/saved-views/new/?view=<slug>&filter=…: the dialog for what that list shows. POST saves it."""
    asker = Asker.of(request.user)
    if request.method == "POST":
        return _save(request, None)
    queue = queue_of(request.user, request.GET.get("view", "")) or queue_of(request.user, "all")
    assert queue
    queue, _line = narrowed(queue, asker, text=request.GET.get("filter", ""))
    order = queue.order if queue.order in OFFERED else Order.NEWEST
    return _dialog(request, Wish(filter=write(queue.conditions, asker), order=order), None)


@agent_view(None)
@require_http_methods(["GET", "POST"])
def edit(request: AgentRequest, view_id: int) -> HttpResponse:
    """GET /desk/saved-views/<id>/: the dialog of a view. POST changes it."""
    view = _find(request, view_id)
    if request.method == "POST":
        return _save(request, view)
    people = EVERYBODY if view.is_for_everybody else str(view.team_id or MINE)
    text = write(view.filter, Asker.of(request.user))
    return _dialog(request, Wish(view.name, text, view.order, people), view)


@agent_view(None)
@require_POST
def delete(request: AgentRequest, view_id: int) -> HttpResponse:
    """POST …/delete/: away with it, and the way back in a toast."""
    view = _find(request, view_id)
    delete_view(view, by=request.user)
    return _go(
        request, reverse("view", args=["open"]), _("“%(name)s” is deleted.") % {"name": view.name}, view
    )


@agent_view(None)
@require_POST
def restore(request: AgentRequest, view_id: int) -> HttpResponse:
    """POST …/restore/: back as it was."""
    view = _find(request, view_id, with_deleted=True)
    restore_view(view, by=request.user)
    answer = _go(request, reverse("view", args=[f"saved-{view.pk}"]))
    add_toast(answer, _("“%(name)s” is back.") % {"name": view.name})
    return answer


@agent_view(None)
@require_POST
def move(request: AgentRequest, view_id: int) -> HttpResponse:
    """POST …/move/ with step=-1 or 1: up or down in the column, which every screen fetches anew."""
    view = _find(request, view_id)
    move_view(view, -1 if request.POST.get("step") == "-1" else 1, by=request.user)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    return redirect("view", f"saved-{view.pk}")


def _find(request: AgentRequest, view_id: int, *, with_deleted: bool = False) -> SavedView:
    """A view that this agent may change; 404 for any other, as if it were not there."""
    views = SavedView.objects
    seen = views.once_visible_to(request.user) if with_deleted else views.visible_to(request.user)
    view = get_object_or_404(seen, pk=view_id)
    if not view.may_change(request.user):
        raise Http404
    return view


def _save(request: AgentRequest, view: SavedView | None) -> HttpResponse:
    words = request.POST
    wish = Wish(
        words.get("name", ""), words.get("filter", ""), words.get("order", ""), words.get("people", MINE)
    )
    try:
        team, is_for_everybody = _team(request, wish.people), wish.people == EVERYBODY
        conditions = parse(wish.filter, Asker.of(request.user))
        people: dict[str, Any] = {"team": team, "is_for_everybody": is_for_everybody}
        if view is None:
            view = save_view(wish.name, conditions, by=request.user, order=wish.order, **people)
        else:
            change_view(view, wish.name, conditions, by=request.user, order=wish.order, **people)
    except Refused as refusal:
        wish.error = str(refusal)
        return _dialog(request, wish, view, status=422)
    return _go(request, reverse("view", args=[f"saved-{view.pk}"]))


def _team(request: AgentRequest, people: str) -> Team | None:
    if people in {MINE, EVERYBODY}:
        return None
    number = row_key(people)
    team = teams_to_share_with(request.user).filter(pk=number).first()
    if team is None:
        raise Refused(_("Only a lead of the team, or an admin, can save a view for others."))
    return team


def _dialog(request: AgentRequest, wish: Wish, view: SavedView | None, status: int = 200) -> HttpResponse:
    wish.teams = list(teams_to_share_with(request.user))
    context = {
        "wish": wish,
        "view": view,
        "orders": OFFERED,
        "may_share_with_all": may_share(request.user, None),
    }
    part = "console/_saved_view.html" if request.headers.get("HX-Request") else "console/saved_view.html"
    return render(request, part, context, status=status)


def _go(
    request: AgentRequest, address: str, said: str = "", deleted: SavedView | None = None
) -> HttpResponse:
    """On to `address`, with a word about it; for a deletion with a button that takes it back."""
    if not request.headers.get("HX-Request"):
        return redirect(address)
    place = {"path": address, "target": "#content", "select": "#content", "swap": "outerHTML"}
    answer = HttpResponse(headers={"HX-Location": json.dumps(place)})
    happened: dict[str, object] = {"close-dialog": {}}
    if deleted:
        happened["toast"] = {
            "text": said,
            "undo": reverse("saved-view-restore", args=[deleted.pk]),
            "label": _("Undo"),
        }
    answer.headers["HX-Trigger"] = json.dumps(happened)
    return answer
