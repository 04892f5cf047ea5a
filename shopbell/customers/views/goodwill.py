"""Positive points and consents of a customer: GET …/goodwill/ is their card; points/ and consents/ change it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key

from ..consent import ConsentKind, Way, give_consent, standing_consents, withdraw_consent
from ..customer import Customer
from ..point import MOST, Point, give_points, points_of, restore_points, withdraw_points
from .answer import answer_card, answer_undo
from .customer import find_customer

CARD = "customers/_goodwill.html"
SHOWN = 5


def goodwill_context(customer: Customer, agent) -> dict:
    """What `customers/_goodwill.html` needs."""
    total, points = points_of(customer)
    standing = standing_consents(customer)
    return {
        "owner": customer,
        "agent": agent,
        "point_total": total,
        "points": points[:SHOWN],
        "more_points": len(points) - SHOWN,
        "most_points": MOST,
        "consents": [(kind, standing.get(kind.value)) for kind in ConsentKind],
        "has_consents": bool(standing),
    }


@agent_view(Permission.CUSTOMER_READ)
@require_GET
def goodwill(request: AgentRequest, customer_id: int) -> HttpResponse:
    answer = _card(request, find_customer(request, customer_id))
    answer.headers.pop("HX-Trigger", None)  # it was asked for because something changed
    return answer


@agent_view(Permission.CUSTOMER_UPDATE)
@require_POST
def points(request: AgentRequest, customer_id: int) -> HttpResponse:
    """POST reason=… count=1 gives some."""
    customer = find_customer(request, customer_id)
    count = row_key(request.POST.get("count", "1"))
    try:
        give_points(customer, request.POST.get("reason", ""), by=request.user, count=count)
    except Refused as refusal:
        return _card(request, customer, error=str(refusal))
    return _card(request, customer, said=_("Recorded."))


@agent_view(Permission.CUSTOMER_UPDATE)
@require_POST
def withdraw_point(request: AgentRequest, point_id: int) -> HttpResponse:
    point = _point(request, point_id)
    withdraw_points(point)
    undo = reverse("point-restore", args=[point.pk])
    return _card(request, point.customer, said=_("Taken back."), undo=undo)


@agent_view(Permission.CUSTOMER_UPDATE)
@require_POST
def restore_point(request: AgentRequest, point_id: int) -> HttpResponse:
    point = _point(request, point_id)
    restore_points(point)
    return answer_undo(request, page=_page(point.customer), said=_("It stands again."))


@agent_view(Permission.CUSTOMER_UPDATE)
@require_POST
def consents(request: AgentRequest, customer_id: int) -> HttpResponse:
    """POST kind=…, given=yes with words= how they agreed, or given=no: withdrawn."""
    customer = find_customer(request, customer_id)
    kind = request.POST.get("kind", "")
    try:
        if request.POST.get("given") == "no":
            withdraw_consent(customer, kind, way=Way.AGENT)
        else:
            give_consent(customer, kind, way=Way.AGENT, words=request.POST.get("words", ""), by=request.user)
    except Refused as refusal:
        return _card(request, customer, error=str(refusal))
    return _card(request, customer, said=_("Recorded."))


def _card(request: AgentRequest, customer: Customer, **said) -> HttpResponse:
    return answer_card(request, CARD, goodwill_context(customer, request.user), page=_page(customer), **said)


def _page(customer: Customer) -> str:
    return reverse("customer", args=[customer.pk])


def _point(request: AgentRequest, point_id: int) -> Point:
    visible = Point.objects.filter(customer__in=Customer.objects.visible_to(request.user))
    return get_object_or_404(visible.select_related("customer"), pk=point_id)
