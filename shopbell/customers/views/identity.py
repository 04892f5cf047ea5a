"""Identities of a customer: GET …/identities/ is their card, POST adds one; each is verified, doubted and removed."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused

from ..customer import Customer
from ..identity import Identity, Kind
from ..identity_change import (
    BY_HAND,
    RemovedIdentity,
    add_identity,
    doubt_identity,
    remove_identity,
    restore_identity,
    verify_identity,
)
from .answer import answer_card, answer_undo
from .customer import find_customer


def identities_context(customer: Customer, agent) -> dict:
    """What `customers/_identities.html` needs."""
    known = list(customer.identities.all())
    shown = [each for each in known if each.kind != Kind.VISITOR]
    shown.sort(key=lambda each: (BY_HAND.index(Kind(each.kind)), not each.is_verified, each.pk))
    return {
        "customer": customer,
        "identities": shown,
        "browsers": len(known) - len(shown),
        "kinds": [(kind.value, kind.label) for kind in BY_HAND],
        "agent": agent,
    }


@agent_view(Permission.CUSTOMER_READ)
@require_http_methods(["GET", "POST"])
def identities(request: AgentRequest, customer_id: int) -> HttpResponse:
    """POST kind=email, phone or handle, and value."""
    customer = find_customer(request, customer_id)
    if request.method == "GET":
        answer = _card(request, customer)
        del answer.headers["HX-Trigger"]
        return answer
    request.user.require(Permission.CUSTOMER_UPDATE)
    typed = {"kind": request.POST.get("kind", ""), "value": request.POST.get("value", "")}
    error = ""
    try:
        add_identity(customer, **typed)
    except Refused as refusal:
        error = str(refusal)
    return _card(request, customer, error=error, typed=typed if error else {})


@agent_view(Permission.CUSTOMER_UPDATE)
@require_POST
def verify(request: AgentRequest, identity_id: int) -> HttpResponse:
    identity, error = _find(request, identity_id), ""
    try:
        verify_identity(identity)
    except Refused as refusal:
        error = str(refusal)
    undo = reverse("identity-doubt", args=[identity.pk])
    said = _("%(identity)s is verified.") % {"identity": identity}
    return _card(request, identity.customer, said=said, undo=undo, error=error)


@agent_view(Permission.CUSTOMER_UPDATE)
@require_POST
def doubt(request: AgentRequest, identity_id: int) -> HttpResponse:
    identity = _find(request, identity_id)
    doubt_identity(identity)
    said = _("%(identity)s is only claimed.") % {"identity": identity}
    return _card(request, identity.customer, said=said)


@agent_view(Permission.CUSTOMER_UPDATE)
@require_POST
def remove(request: AgentRequest, identity_id: int) -> HttpResponse:
    identity, error, undo = _find(request, identity_id), "", ""
    try:
        undo = reverse("identity-restore", args=[remove_identity(identity, by=request.user).pk])
    except Refused as refusal:
        error = str(refusal)
    said = _("%(identity)s is removed.") % {"identity": identity}
    return _card(request, identity.customer, said=said, undo=undo, error=error)


@agent_view(Permission.CUSTOMER_UPDATE)
@require_POST
def restore(request: AgentRequest, removed_id: int) -> HttpResponse:
    visible = Customer.objects.visible_to(request.user)
    removed = get_object_or_404(RemovedIdentity.objects.filter(customer__in=visible), pk=removed_id)
    restore_identity(removed)
    page = reverse("customer", args=[removed.customer_id])
    return answer_undo(request, page=page, said=_("%(identity)s is back.") % {"identity": removed})


def _find(request: AgentRequest, identity_id: int) -> Identity:
    """An identity that is changed by hand, of a customer this agent may see."""
    visible = Customer.objects.visible_to(request.user)
    identities = Identity.objects.filter(customer__in=visible, kind__in=BY_HAND).select_related("customer")
    return get_object_or_404(identities, pk=identity_id)


def _card(request: AgentRequest, customer: Customer, *, typed: dict | None = None, **said) -> HttpResponse:
    fresh = find_customer(request, customer.pk)
    context = {**identities_context(fresh, request.user), "typed": typed or {}}
    page = reverse("customer", args=[customer.pk])
    return answer_card(request, "customers/_identities.html", context, page=page, **said)
