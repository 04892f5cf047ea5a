"""GET /desk/companies/<id>/: a company with its customers, who may belong to it, its notes and its newest tickets."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.customers.company import Company, candidates_of
from shopbell.customers.customer import Customer
from shopbell.customers.views.note import most_asked, notes_context
from shopbell.tickets.filter.condition import Asker, Condition
from shopbell.tickets.filter.language import write
from shopbell.tickets.ticket import Ticket

MEMBERS, NEWEST, SUGGESTED = 50, 10, 20


@agent_view(Permission.CUSTOMER_READ)
@require_GET
def company(request: AgentRequest, company_id: int) -> HttpResponse:
    found = get_object_or_404(Company.objects.visible_to(request.user), pk=company_id)
    customers = Customer.objects.visible_to(request.user).prefetch_related("identities")
    members = customers.filter(membership__company=found).order_by(Lower("name"), "pk")
    suggested = list(candidates_of(found).prefetch_related("identities").order_by("-pk")[: SUGGESTED + 1])
    said = write([Condition("company", (found.pk,))], Asker.of(request.user))
    context = {
        **notes_context(found, request.user, most=most_asked(request, "notes")),
        "company": found,
        "members": Paginator(members, MEMBERS).get_page(request.GET.get("page")),
        "suggested": suggested[:SUGGESTED],
        "has_more_suggested": len(suggested) > SUGGESTED,
        "tickets": newest_tickets(found, request.user),
        "tickets_address": f"{reverse('view', args=['all'])}?{urlencode({'filter': said})}",
        "agent": request.user,
    }
    return render(request, "console/company.html", context)


def newest_tickets(found: Company, agent) -> list[Ticket]:
    """The newest tickets of `found`: each member is asked for their last, and those who wrote last for their tickets.

    Joined, the planner may walk the tickets of all customers in search of them.
    """
    tickets = Ticket.objects.visible_to(agent).standing().order_by("-last_message_at")
    last = tickets.filter(customer=OuterRef("customer")).values("last_message_at")[:1]
    members = found.members.annotate(last=Subquery(last)).filter(last__isnull=False).order_by("-last")
    ids = list(members.values_list("customer", flat=True)[:NEWEST])
    return list(tickets.filter(customer__in=ids).select_related("customer", "assignee")[:NEWEST])
