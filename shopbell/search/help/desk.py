"""/desk/help/searches/: what shoppers searched in vain, for those who may write it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.dismissed_wish import DismissedWish, dismiss_wish, recall_wish
from shopbell.helpcenter.wish_turned import turned

from .in_vain import found_nothing, never_opened, then_wrote


@agent_view(Permission.HELP_WRITE)
@require_safe
def searches(request: AgentRequest) -> HttpResponse:
    return _page(request)


@agent_view(Permission.HELP_WRITE)
@require_POST
def search_wish(request: AgentRequest, key: str) -> HttpResponse:
    """Ask no more that what was searched is written; with ?undo=1 ask for it again."""
    is_undo = "undo" in request.GET
    if is_undo:
        recall_wish(key)
    elif key in {row.key for row in (*found_nothing(), *never_opened(), *then_wrote())}:
        dismiss_wish(key, by=request.user)
    else:
        raise Http404
    here, undo = reverse("help-desk-searches"), "" if is_undo else f"{request.path}?undo=1"
    return turned(request, lambda: _page(request), here=here, undo=undo, part="#searches")


def _page(request: AgentRequest) -> HttpResponse:
    lists = {"nothing": found_nothing(), "unopened": never_opened(), "followed": then_wrote()}
    keys = set(DismissedWish.objects.values_list("key", flat=True))
    context = {name: [row for row in rows if row.key not in keys] for name, rows in lists.items()}
    dismissed = {row.key: row for rows in lists.values() for row in rows if row.key in keys}
    more = {
        "dismissed": dismissed.values(),
        "spoken": dict(HelpCentre.current().spoken()),
        "may_change": request.user.may(Permission.SETTINGS_MANAGE),
    }
    return render(request, "helpdesk/searches.html", {**context, **more})
