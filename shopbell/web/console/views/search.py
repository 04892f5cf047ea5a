"""Search: GET /desk/search/?q=…, with kind=tickets, customers or orders for one of them alone."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.search.query import CUSTOMERS, ORDERS, TICKETS, find, may_find

from ..search import sections_of

TOGETHER = {TICKETS: 25, CUSTOMERS: 5, ORDERS: 5}
ALONE = 100


@agent_view(None)
@require_GET
def search(request: AgentRequest) -> HttpResponse:
    """The page, or what is below its box. all=1 looks through every age where the newest alone had enough."""
    query, kind = request.GET.get("q", ""), request.GET.get("kind", "")
    may = may_find(request.user)
    kinds = [kind] if kind in may else may
    findings = find(request.user, query, kinds, is_whole=bool(request.GET.get("all")))
    most = dict.fromkeys(kinds, ALONE) if len(kinds) == 1 else TOGETHER
    context = {
        "query": findings.ask.text,
        "kind": kind if kind in may else "",
        "kinds": may,
        "findings": findings,
        "sections": sections_of(request.user, findings, most),
    }
    is_fragment = request.headers.get("HX-Target") == "found"
    return render(request, "console/_found.html" if is_fragment else "console/search.html", context)
