"""Promises: how each deadline of a ticket came about, and for leads how promises were kept.

GET /desk/tickets/<id>/promises/ is for whoever may read the ticket. /desk/promises/ counts by goal, channel and week;
/desk/promises/tickets/ lists the tickets behind one of its figures, …/file/ is the whole as CSV. `?filter=` narrows
all three to the tickets that meet it.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET
from markupsafe import Markup

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.moment import exact_within
from shopbell.core.number import number
from shopbell.core.row_key import row_key
from shopbell.core.spreadsheet import csv_file
from shopbell.promises.again import ask_to_sum_up
from shopbell.promises.explanation import Line, explain
from shopbell.promises.goal import Goal
from shopbell.promises.goal_outcome import Outcome
from shopbell.promises.goal_policy import GoalPolicyVersion
from shopbell.promises.held import Held, told_kept, waits_held
from shopbell.promises.kept import Record, Tally, Wish, figure_of, meant, outcomes_for, record_for
from shopbell.promises.models import VoidedTicket
from shopbell.promises.promise import Kind
from shopbell.promises.told import Told, promises_of, told_in
from shopbell.promises.void_left import raised_by
from shopbell.promises.voided_goals import standing_voids, tickets_behind
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.views.head import find_ticket

from ..behind import page_behind
from ..counted import counted_teams, counted_words
from ..jinja import channel
from ..narrowing import Narrowing, counted_among, draw_narrowed, narrowing_of, shown_among
from ..period import PERIODS, is_shown, week_of, weeks_of
from ..promise import promise_of
from ..share import NOTHING, share_bar, way_to
from ..wall import Scope, scope_of


class _Deadline(NamedTuple):
    told: Told
    lines: list[Line]

    @property
    def exact(self) -> Callable[[datetime], str]:
        """Writes its moments: to the second where so little is promised that minutes tell nothing."""
        return exact_within(min((line.limit for line in self.lines if line.limit is not None), default=None))


@agent_view(None)
@require_GET
def deadlines(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """A dialog, or a page of its own without scripts."""
    ticket = find_ticket(request, ticket_id)
    dialog = "console/promises/deadlines.html"
    template = dialog if request.headers.get("HX-Request") else "tickets/dialogs/page.html"
    return render(request, template, {"ticket": ticket, "dialog": dialog, **_deadlines(ticket)})


def _deadlines(ticket: Ticket) -> dict[str, object]:
    """The last promise of each goal with its steps, what goes on first; and the promises before those. What the shopper
    was told besides, the first first, and whether that is due before any goal."""
    deadlines, earlier = [], []
    seen: set[str] = set()
    for told in promises_of([ticket.pk])[ticket.pk]:
        if told.goal in seen:
            earlier.append(told)
        else:
            seen.add(told.goal)
            deadlines.append(_Deadline(told, explain(ticket, told.goal)))
    said = told_in([ticket.pk])[ticket.pk][::-1]
    running = promise_of(ticket)
    first = running if running and isinstance(running.what, Kind) else None
    return {
        "deadlines": [*deadlines, *_taken_back(ticket, seen)],
        "earlier": earlier,
        "said": said,
        "first": first,
    }


def _taken_back(ticket: Ticket, seen: set[str]) -> Iterator[_Deadline]:
    """Promises by goals that were a mistake, where no others promise as much: they were told, so they do not vanish."""
    if not VoidedTicket.objects.filter(ticket=ticket, void__restored_at=None).exists():
        return
    for goal in Goal:
        lines = explain(ticket, goal) if goal not in seen else []
        if found := next((line for line in lines if line.mistake), None):
            told = Told(goal, "", lines[0].at, None, None, None, Outcome.VOID, found.mistake)
            yield _Deadline(told, lines)


@agent_view(Permission.WALL_READ)
@require_GET
def promises(request: AgentRequest) -> HttpResponse:
    """With ?weeks=13 a longer time."""
    scope, weeks = scope_of(request.user), weeks_of(request)
    record, narrowing = shown_among(narrowing_of(request), partial(_record, request, scope, weeks))
    if record.left:
        ask_to_sum_up()
    context = {"scope": scope, "record": record, "weeks": weeks, "periods": PERIODS, "goals": Goal}
    context |= {"counted": counted_words(scope), "narrowing": narrowing}
    is_of_all = narrowing.tickets is None
    context["told"] = _told(request, scope, weeks) if is_of_all else []
    context["voids"] = standing_voids() if is_of_all else []
    kept = {"weeks": weeks, **narrowing.said}
    context |= {"plain": way_to(reverse("promises"), {"weeks": weeks})({}), "kept": kept}
    part = "console/promises/_record.html"
    address = way_to(reverse("promises"), kept)({})
    return draw_narrowed(request, "console/promises/page.html", part, context | _ways(kept), address)


def _ways(kept: Mapping[str, object]) -> dict[str, Callable]:
    """Addresses of the tickets behind a figure, and figures that lead there."""
    way, sentence = way_to(reverse("promise-tickets"), kept), _("%(kept)s of %(count)s kept")

    def share(tally: Tally, more: dict[str, object]) -> Markup:
        if tally.percent is None:
            return NOTHING
        title = sentence % {"kept": number(tally.kept), "count": number(tally.count)}
        return share_bar(tally.kept, tally.count, tally.percent, way(more), title, is_bad=tally.broken > 0)

    return {"way": way, "share": share}


@agent_view(Permission.WALL_READ)
@require_GET
def tickets(request: AgentRequest) -> HttpResponse:
    """With goal, channel, week (its Monday) and outcome: as many rows as the figure says. With version: the tickets in
    which these goals decided something, or that were told that they were a mistake."""
    if "version" in request.GET:
        return _tickets_of_version(request, row_key(request.GET["version"]))
    scope, weeks, wish = scope_of(request.user), weeks_of(request), _wish(request)
    narrowing = narrowing_of(request)
    found = outcomes_for(request.user, counted_teams(scope), narrowing.tickets)
    rows = meant(found, wish, weeks, timezone.now())
    rows = rows.select_related("ticket__customer", "policy_version").order_by("-started_at", "-pk")
    is_of_sums = (
        request.user.may(Permission.TICKET_READ_ALL)
        and narrowing.tickets is None
        and is_shown(wish.week, weeks)
    )
    figure = partial(_figure, request, scope, weeks, wish, narrowing) if is_of_sums else None
    page = counted_among(narrowing, lambda _all: page_behind(request, rows, figure))
    context = {"scope": scope, "wish": wish, "page": page, "kept": _kept(request)}
    return render(request, "console/promises/tickets.html", context)


def _tickets_of_version(request: AgentRequest, version_id: int) -> HttpResponse:
    """Those that the reader may open, and of how many; with ?raised=1 those that a rule raised because of it."""
    version = get_object_or_404(GoalPolicyVersion, pk=version_id)
    behind = raised_by(version.pk) if request.GET.get("raised") == "1" else tickets_behind(version.pk)
    rows = behind & Ticket.objects.visible_to(request.user)
    page = page_behind(request, rows.select_related("customer", "team").order_by("-pk"), None)
    context = {"version": version, "page": page, "kept": _kept(request)}
    context |= {"all_count": behind.count(), "seen_count": page.paginator.count}
    return render(request, "console/promises/tickets_of_goals.html", context)


def _kept(request: AgentRequest) -> dict[str, object]:
    return {name: value for name, value in request.GET.items() if name != "page"}


@agent_view(Permission.WALL_READ)
@require_GET
def file(request: AgentRequest) -> HttpResponse:
    """A line for each goal, channel and week."""
    count = partial(_record, request, scope_of(request.user), weeks_of(request), every_day=True)
    record = counted_among(narrowing_of(request), count)
    rows: list[list[object]] = [
        [_("Goal"), _("Channel"), _("Week from"), pgettext("promise", "Kept"), pgettext("promise", "Broken")]
    ]
    for line in record.lines:
        for monday, tally in zip(record.weeks, line.weeks, strict=True):
            rows.append([line.goal.label, channel(line.channel).label, monday, tally.kept, tally.broken])
    return csv_file("promises.csv", rows)


def _told(request: AgentRequest, scope: Scope, weeks: int) -> list[tuple[str, Held]]:
    """How true it was what shoppers were told, where anything was."""
    asked = (request.user, counted_teams(scope), weeks, timezone.now())
    lines = [
        (_("Waits in the chat that held"), waits_held(*asked)),
        (_("Promises to shoppers, kept as first told"), told_kept(*asked)),
    ]
    return [(label, held) for label, held in lines if held.total.count]


def _record(
    request: AgentRequest, scope: Scope, weeks: int, narrowing: Narrowing, *, every_day: bool = False
) -> Record:
    asked = (request.user, counted_teams(scope), weeks, timezone.now())
    return record_for(*asked, tickets=narrowing.tickets, every_day=every_day)


def _figure(request: AgentRequest, scope: Scope, weeks: int, wish: Wish, narrowing: Narrowing) -> int:
    return figure_of(_record(request, scope, weeks, narrowing, every_day=True), wish)


def _wish(request: AgentRequest) -> Wish:
    said = {name: request.GET.get(name, "")[:20].replace("\0", "") for name in ("goal", "channel", "outcome")}
    return Wish(**said, week=week_of(request))
