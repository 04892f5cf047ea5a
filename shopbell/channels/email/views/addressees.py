"""To whom an answer goes: GET …/addressees/ says whom it reaches, …/addressees/people/ completes what is typed."""

from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key
from shopbell.customers.identity import Kind
from shopbell.customers.search import find_customers
from shopbell.tickets.views.head import find_ticket

from ..joining.party import is_own
from ..mime.address import Address
from ..sending.addressees import answer_to, people_of
from ..side import partners

MOST = 8
People = dict[str, tuple[Address, str]]  # by address, each with what they are


@agent_view(Permission.TICKET_REPLY)
@require_GET
def answer(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """GET with all=1 for everybody who takes part, message=<id> for an answer to that one: {"to": […], "cc": […]}."""
    ticket = find_ticket(request, ticket_id)
    message = ticket.messages.filter(pk=row_key(request.GET.get("message", ""))).first()
    found = answer_to(ticket, message, is_to_all=bool(request.GET.get("all")))
    return JsonResponse({"to": found.to, "cc": found.cc})


@agent_view(Permission.TICKET_REPLY)
@require_GET
def people(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """GET ?q=: at most eight who are called so, those of this ticket first, then customers, partners and
    colleagues: {"people": [{name, address, about}]}."""
    ticket = find_ticket(request, ticket_id)
    begun = " ".join(request.GET.get("q", "").split())[:100]
    found: People = {
        each.address: (each, _("in this ticket"))
        for each in people_of(ticket, begun)
        if not is_own(each.address)
    }
    return answer_people(with_others(found, begun, request.user))


def with_others(found: People, begun: str, agent: Agent) -> People:
    """`found`, and after them the customers, partners and colleagues whose name or address begins with `begun`."""
    if begun and len(found) < MOST and agent.may(Permission.CUSTOMER_READ):
        for each in _customers(agent, begun):
            found.setdefault(each.address, (each, _("customer")))
    if begun and len(found) < MOST:
        for each in partners(agent, begun):
            found.setdefault(each.address, (each, _("partner")))
        for each in _colleagues(begun):
            found.setdefault(each.address, (each, _("colleague")))
    return found


def answer_people(found: People) -> HttpResponse:
    shown = [
        {"name": person.name, "address": person.address, "about": about}
        for person, about in list(found.values())[:MOST]
    ]
    return JsonResponse({"people": shown})


def _colleagues(begun: str) -> list[Address]:
    named = Q(name__istartswith=begun) | Q(email__istartswith=begun)
    agents = Agent.objects.filter(named, is_active=True).order_by("name", "pk")[:MOST]
    return [Address(agent.name, agent.email) for agent in agents]


def _customers(agent: Agent, begun: str) -> list[Address]:
    customers = find_customers(agent, begun).prefetch_related("identities").order_by("name", "pk")[:MOST]
    return [
        Address(customer.name, identity.value)
        for customer in customers
        for identity in customer.identities.all()
        if identity.kind == Kind.EMAIL
    ]
