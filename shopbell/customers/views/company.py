"""Companies: their list, one to add or change, and which of them a customer belongs to. A company's own page is
composed in web/console."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key

from ..company import (
    Company,
    CompanyDomain,
    candidates_of,
    company_of,
    delete_company,
    join_company,
    leave_company,
    save_company,
    suggested_company,
)
from .answer import answer_undo, leave_dialog
from .customer import find_customer

PER_PAGE, CHOICES, AT_ONCE = 50, 8, 300


class CompanyForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    domains = forms.CharField(
        label=gettext_lazy("Domains"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-autosize": True, "dir": "ltr", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One per line, such as wexmoor.example. Whoever has proved an address there is suggested as a "
            "member."
        ),
    )


@agent_view(Permission.CUSTOMER_READ)
@require_GET
def companies(request: AgentRequest) -> HttpResponse:
    """GET /desk/companies/?q=…"""
    query = request.GET.get("q", "").replace("\0", "").strip()
    found = _called(request, query).annotate(size=Count("members")).prefetch_related("domains")
    page = Paginator(found.order_by(Lower("name")), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "customers/companies.html", {"page": page, "query": query, "agent": request.user})


@agent_view(Permission.CUSTOMER_UPDATE)
@require_http_methods(["GET", "POST"])
def edit(request: AgentRequest, company_id: int | None = None) -> HttpResponse:
    """A new company, or one to change; 422 with the form when something is wrong."""
    company = _find(request, company_id) if company_id else Company()
    known = "\n".join(str(each) for each in company.domains.all()) if company_id else ""
    initial = {"name": company.name or request.GET.get("name", ""), "domains": known}
    form = CompanyForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_company(company, form.cleaned_data["name"], form.cleaned_data["domains"].split())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("company", company.pk)
    context = {"form": form, "company": company if company_id else None}
    return render(request, "customers/company_edit.html", context, status=422 if form.errors else 200)


@agent_view(Permission.CUSTOMER_UPDATE)
@require_http_methods(["GET", "POST"])
def delete(request: AgentRequest, company_id: int) -> HttpResponse:
    company = _find(request, company_id)
    if request.method == "POST":
        delete_company(company)
        messages.success(request, _("Deleted."))
        return redirect("companies")
    count = company.members.count()
    return render(request, "customers/company_delete.html", {"company": company, "count": count})


@agent_view(Permission.CUSTOMER_UPDATE)
@require_POST
def members(request: AgentRequest, company_id: int) -> HttpResponse:
    """POST customer=<id> makes that suggested one a member, all=1 every suggested one, a few hundred at a time."""
    company, chosen = _find(request, company_id), request.POST.get("customer", "")
    found = candidates_of(company).order_by("pk")
    if "all" not in request.POST:
        found = found.filter(pk=row_key(chosen))
    joined = [join_company(customer, company, by=request.user) for customer in found[:AT_ONCE]]
    said = ngettext("%(count)s customer added.", "%(count)s customers added.", len(joined))
    messages.success(request, said % {"count": len(joined)})
    return redirect("company", company.pk)


@agent_view(Permission.CUSTOMER_UPDATE)
@require_http_methods(["GET", "POST"])
def of_customer(request: AgentRequest, customer_id: int) -> HttpResponse:
    """GET q=… offers companies; POST company=<id> makes the customer a member, nothing takes them out."""
    customer = find_customer(request, customer_id)
    page = reverse("customer", args=[customer.pk])
    if request.method == "POST":
        return _joined(request, customer, page)
    query = request.GET.get("q", "").replace("\0", "").strip()
    context = {
        "customer": customer,
        "company": company_of(customer),
        "suggested": suggested_company(customer),
        "query": query,
        "choices": list(_called(request, query).order_by(Lower("name"))[:CHOICES]) if query else [],
    }
    is_search = request.headers.get("HX-Target") == "company-choices"
    template = (
        "_company_choices" if is_search else "_company" if request.headers.get("HX-Request") else "company"
    )
    return render(request, f"customers/{template}.html", context)


def _joined(request: AgentRequest, customer, page: str) -> HttpResponse:
    """The customer is one of `company` now, or of none; the way back says so in its address."""
    chosen = request.GET.get("company", request.POST.get("company", ""))
    before = company_of(customer)
    if chosen:
        company = _find(request, row_key(chosen))
        join_company(customer, company, by=request.user)
        said = _("%(customer)s belongs to %(company)s now.") % {"customer": customer, "company": company}
    else:
        leave_company(customer)
        said = _("%(customer)s belongs to no company now.") % {"customer": customer}
    if "undo" in request.GET:
        return answer_undo(request, page=page, said=said)
    back = urlencode({"undo": 1, "company": before.pk if before else ""})
    undo = f"{reverse('customer-company', args=[customer.pk])}?{back}"
    return leave_dialog(request, page=page, said=said, undo=undo)


def _called(request: AgentRequest, query: str):
    companies = Company.objects.visible_to(request.user)
    if not query:
        return companies
    at_home = CompanyDomain.objects.filter(domain__startswith=query.lower()).values("company")
    return companies.filter(Q(name__icontains=query) | Q(pk__in=at_home))


def _find(request: AgentRequest, company_id: int) -> Company:
    return get_object_or_404(Company.objects.visible_to(request.user), pk=company_id)
