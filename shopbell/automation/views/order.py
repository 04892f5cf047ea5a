"""POST /desk/settings/triggers/<id>/order/: move=up or down moves the rule, is_on=yes or no switches it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_history import note_change

from ..rule import Rule, move_rule
from ..schedule import Schedule
from ..trigger import Trigger

STEPS = {"up": -1, "down": 1}


@agent_view(Permission.SETTINGS_MANAGE)
@require_POST
def trigger_order(request: AgentRequest, row_id: int) -> HttpResponse:
    return _change(request, get_object_or_404(Trigger, pk=row_id), "settings-triggers")


@agent_view(Permission.SETTINGS_MANAGE)
@require_POST
def schedule_order(request: AgentRequest, row_id: int) -> HttpResponse:
    return _change(request, get_object_or_404(Schedule, pk=row_id), "settings-schedules")


def _change(request: AgentRequest, rule: Rule, page: str) -> HttpResponse:
    with note_change(page, rule, by=request.user):
        if step := STEPS.get(request.POST.get("move", "")):
            move_rule(rule, step)
        elif (said := request.POST.get("is_on", "")) in ("yes", "no"):
            rule.is_on = said == "yes"
            rule.save()
    return redirect(page)
