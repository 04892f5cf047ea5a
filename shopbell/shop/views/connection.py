"""/desk/settings/connections/: the shop systems that the desk is connected to, how far their import is, and what went
wrong."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_picture import describe

from ..connectors.connecting import (
    PAGE,
    connect_shop,
    end_connection,
    enqueue_hooks,
    hook_address,
    label_of,
    try_connection,
)
from ..connectors.connection import Connection, ConnectionState
from ..connectors.form import form_of, forms_of_all
from ..connectors.notice import enqueue_fetch, read_again, unread_of
from ..connectors.pull import PullState, Reason, begin_pull, is_any_stopped, resume_pull, stop_pull
from ..connectors.registry import KINDS

MOST_UNKEPT = 50


def _alarm() -> str:
    is_troubled = Connection.objects.open().exclude(error="").exists()
    return _t("In trouble") if is_troubled or is_any_stopped() else ""


def _named(word: str) -> list[tuple[str, str]]:
    rows = Connection.objects.filter(name__icontains=word)[:20]
    return [(row.name, reverse("connection", args=[row.pk])) for row in rows]


describe(Connection, only=["told", "secrets", "state"])
add_card(
    Card(
        PAGE,
        _("Shop systems"),
        _(
            "Shopify and others: their customers and orders beside the ticket, and what you do to an order done there."
        ),
        icon="store",
        permission=Permission.SETTINGS_MANAGE,
        alarm=_alarm,
        forms=forms_of_all,
        group="orders",
        rows=_named,
    )
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_safe
def connections(request: AgentRequest) -> HttpResponse:
    rows = [
        (row, label_of(row))
        for row in Connection.objects.visible_to(request.user).order_by("-state", "name", "pk")
    ]
    return render(
        request, "shop/connections/list.html", {"rows": rows, "kinds": KINDS.values(), "page": PAGE}
    )


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def connection_new(request: AgentRequest, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    return _edit(request, Connection(kind=kind))


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def connection_edit(request: AgentRequest, connection_id: int) -> HttpResponse:
    return _edit(request, _found(request, connection_id))


@agent_view(Permission.SETTINGS_MANAGE)
@require_safe
def connection(request: AgentRequest, connection_id: int) -> HttpResponse:
    """The page, or its progress alone for whoever watches it."""
    row = _found(request, connection_id)
    shown = {
        "connection": row, "label": label_of(row), "address": hook_address(row), "pull": row.pulls.first(),
        "imported": row.pulls.filter(reason=Reason.IMPORT, state=PullState.DONE).exists(),
        "unkept": row.unkept.all()[:MOST_UNKEPT], "unkept_count": row.unkept.count(),
        "unread": unread_of(row).defer("body")[:MOST_UNKEPT], "page": PAGE,
    }  # fmt: skip
    name = "_state" if request.headers.get("HX-Request") else "connection"
    return render(request, f"shop/connections/{name}.html", shown)


@agent_view(Permission.SETTINGS_MANAGE)
@require_POST
def connection_do(request: AgentRequest, connection_id: int, verb: str) -> HttpResponse:
    """POST …/<id>/<verb>/: one of VERBS, then back to the page, which says what came of it."""
    row = _found(request, connection_id)
    if verb not in VERBS:
        raise Http404
    try:
        messages.success(request, VERBS[verb](request, row))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("connection", row.pk)


def _edit(request: AgentRequest, row: Connection) -> HttpResponse:
    kind = KINDS.get(row.kind)
    if kind is None:
        raise Http404
    form = form_of(kind)(request.POST if request.method == "POST" else None, row)
    if form.is_bound and form.is_valid():
        try:
            row = connect_shop(row, form.told, form.secrets, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _t("Connected to %(name)s.") % {"name": row.name})
            return redirect("connection", row.pk)
    shown = {"form": form, "connection": row, "kind": kind, "page": PAGE}
    return render(request, "shop/connections/edit.html", shown, status=422 if form.errors else 200)


def _test(request: AgentRequest, row: Connection) -> str:
    return _t("%(name)s answers, and the keys work.") % {"name": try_connection(row)}


def _import(request: AgentRequest, row: Connection) -> str:
    begin_pull(row, Reason.IMPORT)
    return _t("The import has begun. You may leave this page.")


def _resume(request: AgentRequest, row: Connection) -> str:
    pull = row.pulls.first()
    if pull is not None:
        resume_pull(pull)
    return _t("It goes on where it stopped.")


def _stop(request: AgentRequest, row: Connection) -> str:
    for pull in row.pulls.filter(state=PullState.RUNNING):
        stop_pull(pull)
    return _t("Stopped. What came so far is kept.")


def _hooks(request: AgentRequest, row: Connection) -> str:
    if row.state != ConnectionState.OPEN:
        raise Refused(_t("The shop is disconnected. Connect it first."))
    enqueue_hooks(row)
    return _t("The shop is being told to call the desk.")


def _again(request: AgentRequest, row: Connection) -> str:
    for each in row.unkept.all():
        enqueue_fetch(row, each.noun, each.key)
    for notice_id in unread_of(row).values_list("pk", flat=True):
        read_again(notice_id)
    return _t("They are being fetched again.")


def _end(request: AgentRequest, row: Connection) -> str:
    end_connection(row, by=request.user)
    return _t("Disconnected. What came from the shop stays.")


VERBS: dict[str, Callable[[AgentRequest, Connection], str]] = {
    "test": _test,
    "import": _import,
    "resume": _resume,
    "stop": _stop,
    "hooks": _hooks,
    "again": _again,
    "end": _end,
}


def _found(request: AgentRequest, connection_id: int) -> Connection:
    return get_object_or_404(Connection.objects.visible_to(request.user), pk=connection_id)
