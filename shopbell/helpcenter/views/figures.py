"""/desk/help/figures/: what was read, how it was voted, what followed, and what to write next; as CSV too."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key
from shopbell.core.spreadsheet import csv_file
from shopbell.promises.kept import midnight_of
from shopbell.shop.policies.page import NUMBERED

from ..dismissed_wish import dismiss_wish, recall_wish
from ..figures import PERIODS, Figures
from ..figures import figures as figures_of
from ..offer_figures import COLUMNS, by_kind, offered_since
from ..vote import Vote, policy_sentences
from ..wish_turned import turned
from ..wishes import Asked, wishes

PER_PAGE = 100


@agent_view(Permission.HELP_WRITE)
@require_safe
def figures(request: AgentRequest) -> HttpResponse:
    """With ?weeks=13 of a longer time. What was read stands on pages; the file has all of it."""
    return _page(request)


@agent_view(Permission.HELP_WRITE)
@require_POST
def wish(request: AgentRequest, key: str) -> HttpResponse:
    """Dismiss what was to be written next; with ?undo=1 bring it back."""
    is_undo = "undo" in request.GET
    if is_undo:
        recall_wish(key)
    else:
        if key not in {each.key for each in wishes(_asked(request, _figures(request)))[0]}:
            raise Http404
        dismiss_wish(key, by=request.user)
    here = f"{reverse('help-desk-figures')}?weeks={_weeks(request)}"
    undo = "" if is_undo else f"{request.path}?weeks={_weeks(request)}&undo=1"
    return turned(request, lambda: _page(request), here=here, undo=undo, part="#to-write")


def _page(request: AgentRequest) -> HttpResponse:
    found = _figures(request)
    wanted, dismissed = wishes(_asked(request, found))
    page = Paginator(found.lines, PER_PAGE).get_page(request.GET.get("page"))
    context = {"figures": found, "page": page, "weeks": _weeks(request), "periods": PERIODS}
    context |= {"wishes": wanted, "dismissed": dismissed, "of_policies": _of_policies(found)}
    offered = offered_since(found.since)
    context |= {"offered": offered, "by_kind": by_kind(offered)}
    return render(request, "helpdesk/figures.html", context)


@agent_view(Permission.HELP_WRITE)
@require_safe
def file(request: AgentRequest) -> HttpResponse:
    names = [_("Kind"), _("Number"), _("Title"), _("Readings"), _("Followed by a ticket")]
    names += [_("Useful"), _("Not useful")]
    lines = [
        (
            str(line.mark.word),
            line.object_id,
            line.what.title,
            line.reads,
            line.followed,
            line.votes.yes,
            line.votes.no,
        )
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


def _of_policies(found: Figures) -> list[tuple[Vote, Any]]:
    """What readers said beside their votes on pages of the policies, each with what its page is called."""
    said = policy_sentences(midnight_of(found.since))
    return [(vote, NUMBERED[vote.policy].title) for vote in said if vote.policy in NUMBERED]


def _asked(request: AgentRequest, found: Figures) -> Asked:
    return Asked(request.user, found.since, found.lines)


def _figures(request: AgentRequest) -> Figures:
    return figures_of(_weeks(request))


def _weeks(request: AgentRequest) -> int:
    weeks = row_key(request.GET.get("weeks", ""))
    return weeks if weeks in PERIODS else PERIODS[0]
