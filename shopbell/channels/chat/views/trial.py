"""GET /desk/settings/inboxes/<id>/trial/: a page like one of a shop, with nothing on it but the chat of that inbox."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ...brand import Brand
from ...inbox import Inbox


@agent_view(Permission.SETTINGS_MANAGE)
@require_safe
def trial(request: AgentRequest, inbox_id: int) -> HttpResponse:
    inbox = get_object_or_404(Inbox, pk=inbox_id, channel="chat", is_active=True)
    return render(request, "chat/trial.html", {"inbox": inbox, "brand": Brand.current()})
