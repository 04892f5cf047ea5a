"""GET /desk/settings/ shows a card for everything this agent may configure; with ?q=… what fits instead."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_card import GROUPS, cards_of
from shopbell.search.ask import read_ask
from shopbell.search.excerpt import marked

from ..settings_search import find_settings

MOST = 40


@agent_view(None)
@require_safe
def settings(request: AgentRequest) -> HttpResponse:
    text = request.GET.get("q", "")
    ask = read_ask(text)
    found = [(each, marked(each.label, ask)) for each in find_settings(request.user, ask)[:MOST]]
    cards = cards_of(request.user)
    groups = [(label, [card for card in cards if card.group == name]) for name, label in GROUPS.items()]
    shown = {"text": text, "found": found, "groups": [group for group in groups if group[1]]}
    is_fragment = request.headers.get("HX-Target") == "settings-found"
    return render(request, "console/_settings.html" if is_fragment else "console/settings.html", shown)
