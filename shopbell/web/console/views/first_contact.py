"""First contact: for leads, how much the first answer solved, by need, channel and week.

GET /desk/first-contact/ counts; …/tickets/ lists the tickets behind one of its figures, …/file/ is the whole as CSV,
…/again/ the messages in which a customer had to explain again. `?filter=` narrows the first three to the tickets that
meet it.
"""

from collections.abc import Callable, Mapping
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET
from markupsafe import Markup, escape

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.number import number
from shopbell.core.spreadsheet import csv_file
from shopbell.promises import explained_counts
from shopbell.promises.again import ask_to_sum_up
from shopbell.promises.contact_counts import (
    KNOWN,
    Counts,
    Share,
    Wish,
    contacts_for,
    counts_for,
    figure_of,
    meant,
)
from shopbell.promises.contact_policy import ContactPolicy
from shopbell.promises.explained_again import Cause, rows_for
from shopbell.promises.explained_counts import again_of

from ..behind import page_behind
from ..counted import counted_teams, counted_words
from ..jinja import channel
from ..narrowing import Narrowing, counted_among, draw_narrowed, narrowing_of, shown_among
from ..period import PERIODS, is_shown, team_ids_of, week_of, weeks_of
from ..share import NOTHING, share_bar, way_to
from ..wall import Scope, scope_of

MOST_DIGITS = 18


@agent_view(Permission.WALL_READ)
@require_GET
def first_contact(request: AgentRequest) -> HttpResponse:
    """With ?weeks=13 a longer time."""
    scope, weeks = scope_of(request.user), weeks_of(request)
    counts, narrowing = shown_among(narrowing_of(request), partial(_counts, request, scope, weeks))
    if counts.left:
        ask_to_sum_up()
    context = {"counts": counts, "weeks": weeks, "periods": PERIODS, "days": ContactPolicy.current().days}
    context |= {"counted": counted_words(scope), "causes": Cause, "narrowing": narrowing}
    if narrowing.tickets is None:
        context["again"] = again_of(_again(request, scope), weeks, timezone.now())
    kept = {"weeks": weeks, **narrowing.said}
    context |= {"plain": way_to(reverse("first-contact"), {"weeks": weeks})({}), "kept": kept}
    part = "console/first_contact/_counts.html"
    address = way_to(reverse("first-contact"), kept)({})
    return draw_narrowed(request, "console/first_contact/page.html", part, context | _ways(kept), address)


def _ways(kept: Mapping[str, object]) -> dict[str, Callable]:
    """Addresses of the tickets behind a figure, and figures that lead there."""
    way = way_to(reverse("first-contact-tickets"), kept)
    known, unknown = _("%(yes)s of %(count)s solved at first contact"), _("not yet known: %(count)s")

    def share(tally: Share, more: dict[str, object]) -> Markup:
        if tally.percent is None and not tally.open:
            return NOTHING
        address, shown = way(more), Markup("")
        if tally.percent is not None:
            title = known % {"yes": number(tally.yes), "count": number(tally.count)}
            those = f"{address}&outcome={KNOWN}"
            shown = share_bar(tally.yes, tally.count, tally.percent, those, title, is_bad=tally.no > 0)
        if not tally.open:
            return shown
        return shown + _still_open(
            tally.open, f"{address}&outcome=open", unknown % {"count": number(tally.open)}
        )

    return {"way": way, "share": share}


def _still_open(count: int, address: str, title: str) -> Markup:
    attributes = f'href="{escape(address)}" title="{escape(title)}"'
    return Markup(  # noqa: S704 (each part is escaped, as in share.py)
        f'<a class="kept-open faint figures" {attributes}><bdi dir="ltr">+{number(count)}</bdi></a>'
    )


@agent_view(Permission.WALL_READ)
@require_GET
def tickets(request: AgentRequest) -> HttpResponse:
    """With need, channel, week (its Monday) and outcome: as many rows as the figure says."""
    scope, weeks, wish = scope_of(request.user), weeks_of(request), _wish(request)
    narrowing = narrowing_of(request)
    found = contacts_for(request.user, counted_teams(scope), narrowing.tickets)
    rows = meant(found, wish, weeks, timezone.now())
    rows = rows.select_related("ticket", "need").order_by("-solved_at", "-pk")
    is_of_sums = (
        request.user.may(Permission.TICKET_READ_ALL)
        and narrowing.tickets is None
        and is_shown(wish.week, weeks)
    )
    figure = partial(_figure, request, scope, weeks, wish, narrowing) if is_of_sums else None
    page = counted_among(narrowing, lambda _all: page_behind(request, rows, figure))
    kept = {name: value for name, value in request.GET.items() if name != "page"}
    context = {"scope": scope, "page": page, "kept": kept}
    return render(request, "console/first_contact/tickets.html", context)


@agent_view(Permission.WALL_READ)
@require_GET
def again(request: AgentRequest) -> HttpResponse:
    """With way, team, channel and cause: the messages in which a customer had to explain again."""
    scope = scope_of(request.user)
    wish = {name: request.GET.get(name, "")[:20].replace("\0", "") for name in ("way", "channel", "cause")}
    team = request.GET.get("team", "")
    wish["team"] = team if _is_number(team) else ""
    rows = explained_counts.meant(_again(request, scope), wish, weeks_of(request), timezone.now())
    rows = rows.select_related("message__ticket", "agent", "team").order_by("-at", "-pk")
    page = page_behind(request, rows, None)
    kept = {name: value for name, value in request.GET.items() if name != "page"}
    return render(request, "console/first_contact/again.html", {"page": page, "kept": kept})


@agent_view(Permission.WALL_READ)
@require_GET
def file(request: AgentRequest) -> HttpResponse:
    """A line for each need, channel and week."""
    count = partial(_counts, request, scope_of(request.user), weeks_of(request), every_day=True)
    counts = counted_among(narrowing_of(request), count)
    titles = [_("Solved at first contact"), pgettext("first contact", "Took more than one")]
    titles.append(pgettext("first contact", "Not yet known"))
    rows: list[list[object]] = [[_("Contact reason"), _("Channel"), _("Week from"), *titles]]
    for line in counts.lines:
        for monday, share in zip(counts.weeks, line.weeks, strict=True):
            named = [line.need or "", channel(line.channel).label, monday]
            rows.append([*named, share.yes, share.no, share.open])
    return csv_file("first-contact.csv", rows)


def _counts(
    request: AgentRequest, scope: Scope, weeks: int, narrowing: Narrowing, *, every_day: bool = False
) -> Counts:
    asked = (request.user, counted_teams(scope), weeks, timezone.now())
    return counts_for(*asked, tickets=narrowing.tickets, every_day=every_day)


def _figure(request: AgentRequest, scope: Scope, weeks: int, wish: Wish, narrowing: Narrowing) -> int:
    return figure_of(_counts(request, scope, weeks, narrowing, every_day=True), wish)


def _wish(request: AgentRequest) -> Wish:
    said = {name: request.GET.get(name, "")[:20].replace("\0", "") for name in ("channel", "outcome")}
    need = request.GET.get("need", "")
    return Wish(need=int(need) if _is_number(need) else None, **said, week=week_of(request))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def _again(request: AgentRequest, scope: Scope):
    return rows_for(request.user, team_ids_of(scope))
