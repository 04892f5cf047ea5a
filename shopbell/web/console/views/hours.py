"""Hours: when shoppers ask, against the hours that are kept, for leads.

GET /desk/hours/ shows one set of hours (?hours=<id>), /desk/hours/tickets/ the tickets that were begun in some hours of
the week (days=5,6&start=10&end=14), /desk/hours/file/ the whole as CSV. `?filter=` narrows all three to the tickets
that meet it.
"""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.spreadsheet import csv_file
from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.hours_advice import Block
from shopbell.promises.hours_demand import asked_in
from shopbell.promises.hours_picture import Picture, picture_of
from shopbell.promises.hours_questions import asked_newest_first
from shopbell.promises.hours_words import when_of
from shopbell.promises.week_hours import DAY
from shopbell.tickets.ticket import Ticket, TicketQuerySet

from ..behind import Portions, page_behind
from ..narrowing import Narrowing, counted_among, draw_narrowed, narrowing_of, shown_among
from ..share import way_to
from ..unequal import teams_of
from ..wall import Scope, scope_of


@agent_view(Permission.WALL_READ)
@require_GET
def hours(request: AgentRequest) -> HttpResponse:
    scope, sets = scope_of(request.user), list(BusinessHours.objects.all())
    shown, narrowing, picture = _chosen(request, sets), narrowing_of(request), None
    if shown:
        picture, narrowing = shown_among(narrowing, partial(_picture, scope, shown))
    own = {"hours": shown.pk} if shown else {}
    kept = {**own, **narrowing.said}
    context = {
        "scope": scope,
        "sets": sets,
        "picture": picture,
        "may_use": request.user.may(Permission.GOALS_MANAGE),
        "behind": way_to(reverse("hours-tickets"), kept)({}) if shown else "",
        "narrowing": narrowing,
        "kept": kept,
        "plain": way_to(reverse("hours"), own)({}),
    }
    address = way_to(reverse("hours"), kept)({})
    return draw_narrowed(request, "console/hours/page.html", "console/hours/_picture.html", context, address)


@agent_view(Permission.WALL_READ)
@require_GET
def tickets(request: AgentRequest) -> HttpResponse:
    """As many rows as the figure says; an address that says no hours is of the whole week."""
    scope, shown = scope_of(request.user), _chosen(request, list(BusinessHours.objects.all()))
    if shown is None:
        raise Http404
    block = _block(request)
    narrowing = narrowing_of(request)
    tickets = _tickets(scope, narrowing).select_related("customer")
    rows = Portions(asked_newest_first(shown, tickets, block, timezone.now()))
    is_of_sums = request.user.may(Permission.TICKET_READ_ALL) and narrowing.tickets is None
    figure = partial(_figure, scope, shown, block) if is_of_sums else None
    page = counted_among(narrowing, lambda _all: page_behind(request, rows, figure))
    kept = {name: value for name, value in request.GET.items() if name != "page"}
    context = {"shown": shown, "named": when_of(block), "page": page, "kept": kept}
    return render(request, "console/hours/tickets.html", context)


@agent_view(Permission.WALL_READ)
@require_GET
def file(request: AgentRequest) -> HttpResponse:
    """A line for each hour of the week."""
    rows: list[list[object]] = [[_("Day"), _("Hour"), _("Asked"), _("In the store"), _("Open")]]
    shown = _chosen(request, list(BusinessHours.objects.all()))
    count = partial(_picture, scope_of(request.user), shown) if shown else None
    picture = counted_among(narrowing_of(request), count) if count else None
    for number, row in enumerate(picture.asked.days if picture else []):
        store = picture.store.days[number].cells if picture and picture.store else None
        for cell in row.cells:
            seen = store[cell.hour].count if store else ""
            rows.append([row.name, cell.hour, cell.count, seen, _("Yes") if cell.is_open else _("No")])
    return csv_file("hours.csv", rows)


def _picture(scope: Scope, shown: BusinessHours, narrowing: Narrowing) -> Picture:
    tickets = None if narrowing.tickets is None else _tickets(scope, narrowing)
    return picture_of(shown, teams_of(scope), timezone.now(), is_whole=scope.is_whole, tickets=tickets)


def _figure(scope: Scope, shown: BusinessHours, block: Block) -> int:
    return asked_in(shown, teams_of(scope), block, timezone.now())


def _tickets(scope: Scope, narrowing: Narrowing) -> TicketQuerySet:
    """Of the whole scope, whatever became of them: also what is solved was asked."""
    meant = Ticket.objects.all() if narrowing.tickets is None else narrowing.tickets
    seen = meant.visible_to(scope.agent)
    team_ids = teams_of(scope)
    return seen if team_ids is None else seen.filter(team__in=team_ids)


def _chosen(request: AgentRequest, sets: list[BusinessHours]) -> BusinessHours | None:
    asked = request.GET.get("hours", "")
    return next((each for each in sets if str(each.pk) == asked), sets[0] if sets else None)


def _block(request: AgentRequest) -> Block:
    days = tuple(day for day in range(7) if str(day) in request.GET.get("days", "").split(","))
    start, end = (_hour(request, name) for name in ("start", "end"))
    if start is None or end is None or not start < end:
        start, end = 0, DAY
    return Block(days or tuple(range(7)), start, end)


def _hour(request: AgentRequest, name: str) -> int | None:
    said = request.GET.get(name, "")
    return next((hour for hour in range(DAY + 1) if str(hour) == said), None)
