"""Customers: the list with its search, one of them with all that is known, and the agent's own notes on them."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ..customer import Customer
from ..search import find_customers, page_of_customers


class CustomerForm(forms.ModelForm):
    class Meta:
        model = Customer
        fields = ["name", "language", "city", "country", "background"]
        widgets = {"background": forms.Textarea(attrs={"rows": 4, "data-autosize": True})}


def find_customer(request: AgentRequest, customer_id: int) -> Customer:
    """The customer, if this agent may see them; 404 otherwise, also for one who was merged away."""
    customers = Customer.objects.visible_to(request.user).prefetch_related("identities")
    return get_object_or_404(customers, pk=customer_id)


@agent_view(Permission.CUSTOMER_READ)
@require_GET
def customers(request: AgentRequest) -> HttpResponse:
    """GET /desk/customers/?q=…; `after` is the last customer of the page before."""
    query = request.GET.get("q", "")
    found, after = page_of_customers(find_customers(request.user, query), request.GET.get("after", ""))
    context = {"customers": found, "query": query, "after": after, "is_more": "after" in request.GET}
    is_fragment = request.headers.get("HX-Request") and request.headers.get("HX-Target") != "content"
    return render(request, f"customers/{'_rows' if is_fragment else 'customers'}.html", context)


@agent_view(Permission.CUSTOMER_UPDATE)
@require_http_methods(["GET", "POST"])
def edit(request: AgentRequest, customer_id: int) -> HttpResponse:
    """GET /desk/customers/<id>/edit/ is the form, POST saves; 422 with the form when something is wrong."""
    customer = find_customer(request, customer_id)
    form = CustomerForm(request.POST if request.method == "POST" else None, instance=customer)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("customer", customer.pk)
    status = 422 if form.errors else 200
    return render(request, "customers/edit.html", {"customer": customer, "form": form}, status=status)
