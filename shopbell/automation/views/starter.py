"""POST /desk/settings/triggers/starter/: the rules that most shops want, switched off."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ..starter import add_starter_set


@agent_view(Permission.SETTINGS_MANAGE)
@require_POST
def starter(request: AgentRequest) -> HttpResponse:
    count = len(add_starter_set(by=request.user))
    said = ngettext(
        "%(count)s rule was added, switched off.", "%(count)s rules were added, switched off.", count
    )
    messages.success(request, said % {"count": count} if count else _("The starter set is there already."))
    return redirect("settings-triggers")
