"""GET /desk/settings/ shows a card for everything this agent may configure."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shopbell.core.settings_pages import CARDS

from ..view import AgentRequest, agent_view


@agent_view(None)
@require_safe
def settings_index(request: AgentRequest) -> HttpResponse:
    cards = [card for card in CARDS.values() if card.permission is None or request.user.may(card.permission)]
    return render(request, "accounts/settings_index.html", {"cards": cards})
