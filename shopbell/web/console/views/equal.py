"""Equal treatment: for each need how it was treated on every channel, for leads.

/desk/equal/ shows needs and the mix of channels; /desk/equal/tickets/ lists the tickets behind one of its figures,
/desk/equal/file/ is the whole as CSV. `?filter=` narrows all three to the tickets that meet it.
"""

from dataclasses import dataclass, replace
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key
from shopbell.core.spreadsheet import csv_file
from shopbell.notifications.notification import read_unequal
from shopbell.promises.equal import SMALLEST, Treatment
from shopbell.promises.equal_policy import EqualPolicy
from shopbell.promises.first_contact import Outcome as Solved
from shopbell.promises.goal import Goal
from shopbell.promises.goal_outcome import GoalOutcome, Outcome
from shopbell.promises.kept import outcomes_for
from shopbell.promises.needs import Need, mix_of, needs_of
from shopbell.promises.treated import PERIODS, begin_of, being_counted, measured_at, treatments
from shopbell.promises.treated_narrowed import treatments_of
from shopbell.promises.voided_goals import standing_voids
from shopbell.routing.channel_plan import plans_of
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.status import Status

from ..behind import page_behind
from ..jinja import channel
from ..narrowing import Narrowing, counted_among, draw_narrowed, narrowing_of, shown_among
from ..share import way_to
from ..unequal import brief, dots_of, of_promise, percent_place, spread_words, teams_of
from ..wall import Scope, scope_of


@agent_view(Permission.WALL_READ)
@require_GET
def equal(request: AgentRequest) -> HttpResponse:
    """With ?weeks=13 a longer time, with ?team=4 one team alone."""
    scope, weeks, policy = _scope(request), _weeks(request), EqualPolicy.current()
    needs, narrowing = shown_among(narrowing_of(request), partial(_needs, scope, weeks, policy))
    mix = mix_of(needs)
    read_unequal(request.user)
    own = _own(scope, request)
    kept = {**own, **narrowing.said}
    context = {
        "scope": scope,
        "narrowing": narrowing,
        "kept": kept,
        "plain": way_to(reverse("equal"), own)({}),
        "way": way_to(reverse("equal-tickets"), kept),
        "weeks": weeks,
        "periods": PERIODS,
        "policy": policy,
        "needs": needs,
        "mix": mix,
        "shown": list(mix),
        "plans": plans_of(mix),
        "measured_at": measured_at(),
        "voids": standing_voids(),
        "left": being_counted(),
        "dots_of": dots_of,
        "percent_place": percent_place,
        "brief": brief,
        "of_promise": of_promise,
        "smallest": of_promise(SMALLEST),
        "spread_words": spread_words,
    }
    address = way_to(reverse("equal"), kept)({})
    return draw_narrowed(request, "console/equal/page.html", "console/equal/_needs.html", context, address)


@dataclass(frozen=True)
class Wish:
    """Which tickets are meant; empty words and None mean all. `reason` 0: those without one."""

    reason: int | None
    channel: str
    outcome: str


@agent_view(Permission.WALL_READ)
@require_GET
def tickets(request: AgentRequest) -> HttpResponse:
    """With reason, channel and outcome (kept, broken, waiting, solved, reopened, once)."""
    scope, weeks, wish, narrowing = _scope(request), _weeks(request), _wish(request), narrowing_of(request)
    reason = get_object_or_404(ContactReason, pk=wish.reason) if wish.reason else None
    rows = _meant(outcomes_for(request.user, None, narrowing.tickets), scope, weeks, wish, reason)
    rows = rows.select_related("ticket__customer", "policy_version").order_by("-started_at", "-pk")
    figure = partial(_figure, scope, weeks, wish, reason)
    is_of_sums = request.user.may(Permission.TICKET_READ_ALL) and narrowing.tickets is None
    page = counted_among(narrowing, lambda _all: page_behind(request, rows, figure if is_of_sums else None))
    kept = {name: value for name, value in request.GET.items() if name != "page"}
    back = way_to(reverse("equal"), {**_own(scope, request), **narrowing.said})({})
    context = {"back": back, "reason": reason, "page": page, "kept": kept, "brief": brief}
    return render(request, "console/equal/tickets.html", context)


@agent_view(Permission.WALL_READ)
@require_GET
def file(request: AgentRequest) -> HttpResponse:
    """A line for each need and channel: times in seconds, shares in percent."""
    count = partial(_needs, _scope(request), _weeks(request), EqualPolicy.current())
    needs = counted_among(narrowing_of(request), count)
    rows: list[list[object]] = [
        [
            _("Stage"),
            _("Need"),
            _("Channel"),
            _("Tickets"),
            _("First reply, half of them within (seconds)"),
            _("First reply, nine of ten within (seconds)"),
            _("Really waited, half of them within (seconds)"),
            _("Really waited, nine of ten within (seconds)"),
            _("Half of them within (percent of the promise)"),
            _("Nine of ten within (percent of the promise)"),
            pgettext("promise", "Kept"),
            _("Solved"),
            _("Reopened"),
            _("At first contact"),
            _("Of which it is known"),
        ]
    ]
    for need in needs:
        stage = need.reason.get_stage_display() if need.reason else ""
        for kind, each in need.channels.items():
            rows.append([stage, need.reason or "", channel(kind).label, *_figures(each)])
    return csv_file("equal-treatment.csv", rows)


def _figures(each: Treatment) -> list[int | None]:
    seconds = [waits.at(part) for waits in (each.seconds, each.real) for part in (0.5, 0.9)]
    return [
        each.tickets,
        *(None if wait is None else round(wait) for wait in seconds),
        *(of_promise(each.shares.at(part)) for part in (0.5, 0.9)),
        each.kept,
        each.solved,
        each.reopened,
        each.once,
        each.known,
    ]


def _scope(request: AgentRequest) -> Scope:
    """What the agent may watch, or of it the one team that the address names."""
    scope = scope_of(request.user)
    asked = row_key(request.GET.get("team", ""))
    named = [team for team in scope.teams if team.pk == asked]
    return replace(scope, teams=named, is_whole=False) if named else scope


def _own(scope: Scope, request: AgentRequest) -> dict[str, object]:
    """What the links of the page keep of its address, besides a filter."""
    asked = row_key(request.GET.get("team", ""))
    team = {"team": asked} if asked and [team.pk for team in scope.teams] == [asked] else {}
    return {**team, "weeks": _weeks(request)}


def _needs(scope: Scope, weeks: int, policy: EqualPolicy, narrowing: Narrowing) -> list[Need]:
    teams, tickets = teams_of(scope), narrowing.tickets
    among = None if tickets is None else treatments_of(tickets, begin_of(weeks, timezone.now()), teams)
    return needs_of(weeks, teams, policy, among)


def _meant(
    outcomes: QuerySet[GoalOutcome], scope: Scope, weeks: int, wish: Wish, reason: ContactReason | None
) -> QuerySet[GoalOutcome]:
    rows = outcomes.filter(goal=Goal.FIRST_REPLY)
    rows = rows.filter(started_at__gte=begin_of(weeks, timezone.now()))
    if (team_ids := teams_of(scope)) is not None:
        rows = rows.filter(ticket__team__in=team_ids)
    if wish.channel:
        rows = rows.filter(channel=wish.channel)
    if reason:
        rows = rows.filter(ticket__reason__in=_with_details(reason))
    elif wish.reason == 0:
        rows = rows.filter(ticket__reason=None)
    return _with_outcome(rows, wish.outcome)


def _figure(scope: Scope, weeks: int, wish: Wish, reason: ContactReason | None) -> int:
    wanted = _with_details(reason) if reason else [None]
    found = Treatment()
    for reason_id, kind, each in treatments(weeks, teams_of(scope)):
        if wish.channel in ("", kind) and (wish.reason is None or reason_id in wanted):
            found += each
    counts = {name: getattr(found, name) for name in ("kept", "waiting", "solved", "reopened", "once")}
    return {**counts, "broken": found.tickets - found.kept}.get(wish.outcome, found.tickets)


def _with_outcome(rows: QuerySet[GoalOutcome], outcome: str) -> QuerySet[GoalOutcome]:
    if outcome in (Outcome.KEPT, Outcome.BROKEN):
        return rows.filter(outcome=outcome)
    if outcome == "waiting":
        return rows.filter(ended_at=None)
    if outcome == "solved":
        return rows.filter(ticket__status__in=[Status.SOLVED, Status.CLOSED])
    if outcome == "once":
        return rows.filter(ticket__first_contact__outcome=Solved.YES)
    if outcome == "reopened":
        return rows.filter(Exists(Event.objects.filter(ticket=OuterRef("ticket"), verb=Verb.REOPENED)))
    return rows


def _with_details(reason: ContactReason) -> list[int]:
    """The reason and all that is below it."""
    found, level = [reason.pk], [reason.pk]
    while level := list(ContactReason.objects.filter(parent__in=level).values_list("pk", flat=True)):
        found += level
    return found


def _weeks(request: AgentRequest) -> int:
    asked = request.GET.get("weeks", "")
    return next((weeks for weeks in PERIODS if str(weeks) == asked), PERIODS[1])


def _wish(request: AgentRequest) -> Wish:
    reason = request.GET.get("reason", "")
    said = {name: request.GET.get(name, "")[:20].replace("\0", "") for name in ("channel", "outcome")}
    return Wish(0 if reason == "0" else row_key(reason) or None, **said)
