"""/desk/help/doubts/<flag>/: what may not be true any more of an article or a guide is called still true."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ..stale import StaleFlag, call_still_true


@agent_view(Permission.HELP_WRITE)
@require_POST
def still_true(request: AgentRequest, flag_id: int) -> HttpResponse:
    flags = StaleFlag.objects.visible_to(request.user).select_related("article", "guide")
    flag = get_object_or_404(flags, pk=flag_id)
    call_still_true(flag, by=request.user)
    messages.success(request, _("Noted: it is still true."))
    if flag.guide_id:
        return redirect("help-desk-guide", flag.guide_id)
    return redirect("help-desk-article", flag.article_id, flag.language)
