"""/desk/help/searches/: what shoppers searched in vain, for those who may write it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.helpcenter.centre import HelpCentre

from .in_vain import found_nothing, never_opened, then_wrote


@agent_view(Permission.HELP_WRITE)
@require_safe
def searches(request: AgentRequest) -> HttpResponse:
    context = {
        "nothing": found_nothing(),
        "unopened": never_opened(),
        "followed": then_wrote(),
        "spoken": dict(HelpCentre.current().spoken()),
        "may_change": request.user.may(Permission.SETTINGS_MANAGE),
    }
    return render(request, "helpdesk/searches.html", context)
