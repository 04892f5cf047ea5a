"""/desk/help/figures/: what was read, how it was voted, what followed, and what to write next; as CSV too."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key
from shopbell.core.spreadsheet import csv_file

from ..figures import PERIODS, Figures
from ..figures import figures as figures_of
from ..offer_figures import COLUMNS, by_kind, offered_since
from ..wishes import Asked, wishes


@agent_view(Permission.HELP_WRITE)
@require_safe
def figures(request: AgentRequest) -> HttpResponse:
    """With ?weeks=13 of a longer time."""
    found = _figures(request)
    asked = Asked(request.user, found.since, found.lines)
    context = {"figures": found, "weeks": _weeks(request), "periods": PERIODS, "wishes": wishes(asked)}
    offered = offered_since(found.since)
    context |= {"offered": offered, "by_kind": by_kind(offered)}
    return render(request, "helpdesk/figures.html", context)


@agent_view(Permission.HELP_WRITE)
@require_safe
def file(request: AgentRequest) -> HttpResponse:
    names = _("Article"), _("Title"), _("Readings"), _("Followed by a ticket"), _("Useful"), _("Not useful")
    lines = [
        (line.article_id, line.title, line.reads, line.followed, line.votes.yes, line.votes.no)
        for line in _figures(request).lines
    ]
    return csv_file("help-centre.csv", [names, *lines])


@agent_view(Permission.HELP_WRITE)
@require_safe
def offers_file(request: AgentRequest) -> HttpResponse:
    names = [_("Kind"), _("Number"), _("Title"), _("Place"), _("Offered"), _("Opened to read"), _("Answered")]
    names += [_("Sent all the same"), _("Put into a reply"), _("Answered, then wrote")]
    lines = [
        (
            str(each.mark.word),
            each.object_id,
            each.what.title,
            each.place_name,
            *(getattr(each, name) for name in COLUMNS),
        )
        for each in offered_since(_figures(request).since)
    ]
    return csv_file("help-centre-offers.csv", [names, *lines])


def _figures(request: AgentRequest) -> Figures:
    return figures_of(_weeks(request))


def _weeks(request: AgentRequest) -> int:
    weeks = row_key(request.GET.get("weeks", ""))
    return weeks if weeks in PERIODS else PERIODS[0]
