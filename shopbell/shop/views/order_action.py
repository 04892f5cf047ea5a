"""The drawer of an action beside the ticket.

GET …/tickets/<id>/actions/<name>/?order=<id> asks, POST …/preview/ says what would happen, POST …/ does it once for the
key that the drawer was opened with, POST …/tickets/<id>/runs/<run>/undo/ takes it back.
"""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key
from shopbell.core.toast import add_toast, add_trigger
from shopbell.tickets.ticket import Ticket

from ..acting import Drawer, drawer_of, orders_to_act_on, parameters_from
from ..actions.perform import perform_action, preview_action
from ..actions.refusal import ActionRefused, WrongParameters
from ..actions.registry import action_named
from ..actions.run import ActionRun
from ..actions.undo import undo_run, why_not
from ..exceptions.drawer import precedents_beside, reasons_to_choose, waived_in, waiver_from


@agent_view(Permission.ORDER_ACT)
@require_http_methods(["GET", "POST"])
def act(request: AgentRequest, ticket_id: int, action: str) -> HttpResponse:
    drawer = _drawer(request, ticket_id, action)
    if request.method == "GET":
        return _page(request, "shop/acting/dialog.html", _form(drawer, request.GET))
    try:
        run = perform_action(
            action, by=request.user, key=_key(request), order=drawer.order, ticket=drawer.ticket,
            customer=drawer.customer, parameters=_parameters(request, drawer),
            confirmed="confirmed" in request.POST, waiver=waiver_from(request.POST),
        )  # fmt: skip
    except Refused as refusal:
        return _refused(request, drawer, refusal)
    if not request.headers.get("HX-Request"):
        messages.success(request, f"{run.get_status_display()}: {drawer.action.label}")
        return redirect("ticket", ticket_id)
    answer = _page(
        request, "shop/acting/done.html", {"drawer": drawer, "run": run, "may_undo": not why_not(run)}
    )
    add_trigger(answer, "ticket-changed")
    return answer


@agent_view(Permission.ORDER_ACT)
@require_POST
def preview(request: AgentRequest, ticket_id: int, action: str) -> HttpResponse:
    """What is chosen so far, as it would be done; always 200: an unfinished form is no mistake."""
    drawer, shown, words = _drawer(request, ticket_id, action), None, ""
    precedents, waiver = [], waiver_from(request.POST)
    try:
        shown = preview_action(
            action, by=request.user, order=drawer.order, ticket=drawer.ticket, customer=drawer.customer,
            parameters=_parameters(request, drawer), waiver=waiver,
        )  # fmt: skip
        precedents = precedents_beside(shown, waiver)
    except WrongParameters:
        words = _("Choose, and what would happen stands here.")
    except Refused as refusal:
        words = str(refusal)
    context = {"drawer": drawer, "shown": shown, "words": words, "precedents": precedents}
    return render(request, "shop/acting/_preview.html", context)


@agent_view(Permission.ORDER_ACT)
@require_POST
def undo(request: AgentRequest, ticket_id: int, action_run_id: int) -> HttpResponse:
    ticket = _ticket(request, ticket_id)
    run = get_object_or_404(
        ActionRun.objects.visible_to(request.user).select_related("order", "ticket", "customer", "version"),
        pk=action_run_id, ticket=ticket,
    )  # fmt: skip
    run = undo_run(run, by=request.user)
    said = _("The shop system is asked to take it back.") if run.is_being_undone else _("Taken back.")
    if not request.headers.get("HX-Request"):
        messages.success(request, said)
        return redirect("ticket", ticket.pk)
    answer = HttpResponse(status=204)
    add_trigger(answer, "ticket-changed")
    add_trigger(answer, "close-dialog")
    add_toast(answer, said)
    return answer


def _form(drawer: Drawer, typed: QueryDict, *, refused_by: str = "") -> dict:
    """What the dialog needs; an exception is offered to `refused_by`, besides those that were chosen."""
    waive = list(dict.fromkeys(filter(None, [*waived_in(typed), refused_by])))
    reasons = reasons_to_choose() if waive else []
    return {
        "drawer": drawer, "key": uuid.uuid4(), "typed": typed, "waive": waive, "exception_reasons": reasons
    }  # fmt: skip


def _ticket(request: AgentRequest, ticket_id: int) -> Ticket:
    tickets = Ticket.objects.visible_to(request.user).select_related("customer")
    return get_object_or_404(tickets, pk=ticket_id)


def _drawer(request: AgentRequest, ticket_id: int, name: str) -> Drawer:
    ticket, action = _ticket(request, ticket_id), action_named(name)
    asked = request.GET.get("order") or request.POST.get("order")
    orders = orders_to_act_on(ticket, request.user)
    order = get_object_or_404(orders, pk=row_key(asked)) if asked else None
    return drawer_of(action, ticket, order)


def _key(request: AgentRequest) -> str:
    """The key as runs keep it: no agent's drawer meets a colleague's, or a token's."""
    key = request.POST.get("key", "")
    return key and f"desk-{request.user.pk}-{key}"


def _parameters(request: HttpRequest, drawer: Drawer) -> dict:
    return parameters_from(drawer.action, request.POST, drawer.currency)


def _page(request: HttpRequest, dialog: str, context: dict, status: int = 200) -> HttpResponse:
    """The dialog, or as a page of its own for a browser without scripts."""
    template = dialog if request.headers.get("HX-Request") else "tickets/dialogs/page.html"
    return render(
        request, template, {"dialog": dialog, "ticket": context["drawer"].ticket, **context}, status=status
    )


def _refused(request: HttpRequest, drawer: Drawer, refusal: Refused) -> HttpResponse:
    """The sentence where the preview stands, or the form again with what was typed."""
    words = (
        _("Something is missing: choose it above.") if isinstance(refusal, WrongParameters) else str(refusal)
    )
    if not request.headers.get("HX-Request"):
        waivable = (
            refusal.ruling.rule if isinstance(refusal, ActionRefused) and refusal.ruling.is_waivable else ""
        )
        context = _form(drawer, request.POST, refused_by=waivable) | {"error": words}
        return _page(request, "shop/acting/dialog.html", context, status=422)
    context = {"drawer": drawer, "shown": None, "words": words, "is_refused": True}
    answer = render(request, "shop/acting/_preview.html", context, status=422)
    answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#act-preview", "innerHTML"
    return answer
