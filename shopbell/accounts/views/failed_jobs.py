"""/desk/settings/jobs/: background work that failed, for good or again and again, to be run again once it is mended."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from shopbell.core.job import count_troubled, run_again, troubled_jobs
from shopbell.core.row_key import row_key
from shopbell.core.settings_card import Card, add_card

from ..permission import Permission
from ..view import AgentRequest, agent_view


def alarm() -> str:
    count = count_troubled()
    return ngettext("%(count)s failed", "%(count)s failed", count) % {"count": count} if count else ""


add_card(
    Card(
        "settings-jobs",
        _("Jobs that failed"),
        _("Work in the background that could not be done. Nothing is lost: run it again here."),
        icon="rotate-ccw",
        permission=Permission.SETTINGS_MANAGE,
        alarm=alarm,
    )
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_safe
def failed_jobs(request: AgentRequest) -> HttpResponse:
    return render(request, "accounts/failed_jobs.html", {"jobs": troubled_jobs(), "count": count_troubled()})


@agent_view(Permission.SETTINGS_MANAGE)
@require_POST
def jobs_again(request: AgentRequest) -> HttpResponse:
    """POST …/again/ with job=<id> (several) runs these again, without any all of them."""
    ids = [key for key in map(row_key, request.POST.getlist("job")) if key]
    count = run_again(ids if "job" in request.POST else None)
    messages.success(
        request, ngettext("%(count)s job runs again.", "%(count)s jobs run again.", count) % {"count": count}
    )
    return redirect("settings-jobs")
