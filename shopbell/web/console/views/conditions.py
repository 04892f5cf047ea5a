"""Conditions on the settings pages while they are typed: what may follow, what is understood, and how many meet it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.postgres.time_limit import TooLong, at_most
from shopbell.core.storable import storable_name
from shopbell.tickets.filter.completion import offers_for
from shopbell.tickets.filter.condition import Asker, Filter
from shopbell.tickets.filter.query import counts_of
from shopbell.tickets.filter.written import MOST_LETTERS, WRITTEN, Written

from ..filter_line import chips_of

MOST_COUNTED, MOST_MS = 10_000, 1_000


@agent_view(None)
@require_GET
def offers(request: AgentRequest, form: str) -> HttpResponse:
    """GET /desk/settings/conditions/<form>/offers/?text=…: what may follow."""
    written = _written(request, form)
    found = offers_for(request.GET.get("text", ""), Asker.of(None), written.fields)
    return render(request, "console/_offers.html", {"offers": found})


@agent_view(None)
@require_GET
def read(request: AgentRequest, form: str) -> HttpResponse:
    """GET /desk/settings/conditions/<form>/?text=…: as chips, and how many meet them; or what is wrong."""
    written = _written(request, form)
    text = storable_name(request.GET.get("text", ""))[:MOST_LETTERS]
    try:
        conditions = written.read(text)
    except Refused as refusal:
        return render(request, "console/_conditions_read.html", {"trouble": str(refusal)})
    chips = chips_of(conditions, Asker.of(None), written.fields)
    context = {"chips": chips, "told": _told(written, conditions)}
    return render(request, "console/_conditions_read.html", context)


def _written(request: AgentRequest, form: str) -> Written:
    """The conditions of that form, which this agent may change."""
    if form not in WRITTEN:
        raise Http404
    request.user.require(WRITTEN[form].permission)
    return WRITTEN[form]


def _told(written: Written, conditions: Filter) -> str:
    try:
        with at_most(MOST_MS):
            (count,) = counts_of([written.reached(conditions)], most=MOST_COUNTED + 1)
    except TooLong:
        return _("Too many to count in a moment.")
    return (
        written.told(count) if count <= MOST_COUNTED else _("More than %(count)s.") % {"count": MOST_COUNTED}
    )
