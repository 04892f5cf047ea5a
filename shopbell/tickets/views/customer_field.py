"""Custom fields of a customer: POST /desk/customers/<id>/fields/<field>/ fills one and answers with their card."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.customers.customer import Customer
from shopbell.customers.views.customer import find_customer

from ..customer_field import customer_fields_of, fill_customer_field
from ..field import About, CustomField
from ..field_value import parse_value


def customer_fields_context(customer: Customer, agent) -> dict:
    """What `tickets/_customer_fields.html` needs."""
    return {"customer": customer, "agent": agent, "customer_fields": customer_fields_of(customer, agent)}


@agent_view(Permission.CUSTOMER_UPDATE)
@require_POST
def customer_field(request: AgentRequest, customer_id: int, field_id: int) -> HttpResponse:
    """POST value=…, more than once for several of a list; 422 with the card and why not."""
    customer = find_customer(request, customer_id)
    shown = CustomField.objects.offered(About.CUSTOMER).shown_to(request.user)
    chosen, given = get_object_or_404(shown, pk=field_id), request.POST.getlist("value")
    error = ""
    try:
        fill_customer_field(customer, chosen, parse_value(chosen, given))
    except Refused as refusal:
        error = str(refusal)
    if not request.headers.get("HX-Request"):
        if error:
            messages.error(request, error)
        return redirect("customer", customer.pk)
    context = customer_fields_context(customer, request.user)
    if error:
        context["customer_fields"] = [
            replace(each, error=error, typed=given[0]) if each.field == chosen else each
            for each in context["customer_fields"]
        ]
    return render(request, "tickets/_customer_fields.html", context, status=422 if error else 200)
