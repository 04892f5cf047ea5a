"""GET /desk/customers/: the list, sorted (`sort`), searched (`q`), narrowed by a filter (`filter`, and what is typed
anew as `add`); `after` asks for the rows that follow a place."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.customers.customer import Customer
from shopbell.segments.query import CUSTOMER_FIELDS, customers_of
from shopbell.tickets.filter.completion import offers_for
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.language import write
from shopbell.tickets.filter.query import counts_of

from ..customer_list import CustomerPage, everybody, found_page, ids_found, page_of_customers, sorts_of
from ..filter_line import read_line

MOST_COUNTED = 1_000


@agent_view(Permission.CUSTOMER_READ)
@require_GET
def customers(request: AgentRequest) -> HttpResponse:
    """The whole page; the list alone when it was searched, sorted or filtered; rows alone behind `after`."""
    context = list_context(request)
    if "after" in request.GET and request.headers.get("HX-Request"):
        return render(request, "console/_customer_rows.html", context)
    if request.headers.get("HX-Target") != "list":
        return render(request, "console/customers.html", context)
    answer = render(request, "console/_customer_list.html", context)
    answer.headers["HX-Push-Url"] = context["address"]
    return answer


@agent_view(Permission.CUSTOMER_READ)
@require_GET
def offers(request: AgentRequest) -> HttpResponse:
    """GET /desk/customers/offers/?text=…: what may follow in the filter line."""
    found = offers_for(request.GET.get("text", ""), Asker.of(request.user), CUSTOMER_FIELDS)
    return render(request, "console/_offers.html", {"offers": found})


def list_context(request: AgentRequest) -> dict:
    """What the list needs."""
    agent, asker = request.user, Asker.of(request.user)
    query = " ".join(request.GET.get("q", "").replace("\0", "").split())[:200]
    asked, added = request.GET.get("filter", ""), request.GET.get("add", "")
    found, line = read_line(asker, text=asked, added=added, fields=CUSTOMER_FIELDS)
    sorts = sorts_of(agent)
    sort = next((each for each in sorts if each.slug == request.GET.get("sort")), sorts[0])
    matching = Customer.objects.none() if line.is_unreadable else customers_of(found, asker)
    if not query and not _asks_for_visitors(found):
        matching = everybody(matching)
    page, count = CustomerPage([]), None
    if query:
        page = found_page(matching, ids_found(agent, query), agent)
        count = len(page.rows)
    elif not line.is_unreadable:
        page = page_of_customers(matching, sort, agent, asked=found, after=request.GET.get("after", ""))
        if found and "after" not in request.GET:
            count = counts_of([matching], most=MOST_COUNTED + 1)[0]
    typed = write(found, asker, CUSTOMER_FIELDS)
    return {
        "page": page,
        "line": line,
        "typed": typed,
        "query": query,
        "sort": sort,
        "sorts": sorts,
        "count": count,
        "most_counted": MOST_COUNTED,
        "agent": agent,
        "plain": _address(query=query, sort=sort.slug, is_first=sort == sorts[0]),
        "address": _address(query=query, sort=sort.slug, is_first=sort == sorts[0], typed=typed),
    }


def _asks_for_visitors(found) -> bool:
    return any(each.field == "is" and "visitor" in each.values and not each.is_not for each in found)


def _address(*, query: str, sort: str, is_first: bool, typed: str = "") -> str:
    """Where this list is found again."""
    asked = {"q": query, "sort": "" if is_first else sort, "filter": typed}
    said = urlencode({name: value for name, value in asked.items() if value})
    return reverse("customers") + (f"?{said}" if said else "")
