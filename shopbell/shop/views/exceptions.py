"""The ledger of exceptions: GET /desk/exceptions/ with its sums and the budgets, …/exceptions/file/ the same as CSV.

Both take period (month, year, last_year, all), agent, reason and product.
"""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.row_key import row_key
from shopbell.core.spreadsheet import csv_lines

from ..exceptions.budget import GoodwillBudget, standings_of
from ..exceptions.ledger import PERIODS, Choice, as_lines, entries, sums_by, total_of, whole

PER_PAGE = 50


@agent_view(Permission.ORDER_APPROVE)
@require_safe
def exceptions(request: HttpRequest) -> HttpResponse:
    choice, now = _choice(request), timezone.now()
    rows = entries(choice, now)
    budgets = GoodwillBudget.objects.select_related("team", "agent")
    context = {
        "choice": choice,
        "kept": _kept(choice),
        "periods": _periods(),
        "page": Paginator(whole(rows), PER_PAGE).get_page(request.GET.get("page")),
        "total": total_of(rows),
        "sums": {
            "agent": sums_by(rows, "run__agent", "run__agent__name"),
            "reason": sums_by(rows, "reason", "reason__name"),
            "product": sums_by(rows, "products", "products__name"),
        },
        "budgets": standings_of(budgets, now),
    }
    return render(request, "shop/exceptions/ledger.html", context)


@agent_view(Permission.ORDER_APPROVE)
@require_safe
def exceptions_file(request: HttpRequest) -> StreamingHttpResponse:
    rows = whole(entries(_choice(request), timezone.now())).iterator(chunk_size=500)
    answer = StreamingHttpResponse(csv_lines(as_lines(rows)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="exceptions.csv"'
    return answer


def _choice(request: HttpRequest) -> Choice:
    period = request.GET.get("period", "")
    ids = {name: row_key(request.GET.get(name, "")) or None for name in ("agent", "reason", "product")}
    return Choice(period=period if period in PERIODS else "year", **ids)


def _kept(choice: Choice) -> dict[str, str]:
    """What the addresses of other pages say of the choice."""
    return {name: str(value) for name, value in vars(choice).items() if value}


def _periods() -> list[tuple[str, str]]:
    return [
        ("month", pgettext("exceptions", "This month")),
        ("year", pgettext("exceptions", "This year")),
        ("last_year", pgettext("exceptions", "Last year")),
        ("all", pgettext("exceptions", "All of them")),
    ]
