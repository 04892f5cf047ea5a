"""/desk/settings/history/: who changed which setting, from what to what. POST …/<id>/undo/ puts a change back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key
from shopbell.core.settings_card import Card, add_card, cards_of
from shopbell.core.settings_history import SettingChange, undo_change

from ..agent import Agent
from ..permission import Permission
from ..view import AgentRequest, agent_view

PER_PAGE = 50
NAME = "settings-history"

add_card(
    Card(
        NAME,
        _("History of changes"),
        _("Who changed which setting, when, and what it was before. Put it back with one click."),
        icon="history",
        is_beside=True,
    )
)


def _require_settings(agent: Agent) -> None:
    """Whoever may open any page of the settings sees what was changed there; `visible_to` leaves out the others."""
    if all(card.name != NAME for card in cards_of(agent)):
        agent.require(Permission.SETTINGS_MANAGE)


@agent_view(None)
@require_safe
def history(request: AgentRequest) -> HttpResponse:
    """GET with ?page=settings-tags shows one page's changes, with &row=7 those of one of its rows."""
    _require_settings(request.user)
    cards = {card.name: card for card in cards_of(request.user)}
    changes = SettingChange.objects.visible_to(request.user).select_related("agent", "undone_by", "undoes")
    card, row = cards.get(request.GET.get("page", "")), request.GET.get("row", "")
    if card:
        changes = changes.filter(page=card.name)
    if card and row_key(row):
        changes = changes.filter(object_id=row_key(row))
    page = Paginator(changes, PER_PAGE).get_page(request.GET.get("at"))
    shown = {"page": page, "cards": cards, "card": card, "row": row if card else ""}
    return render(request, "accounts/settings_history.html", shown)


@agent_view(None)
@require_POST
def undo(request: AgentRequest, change_id: int) -> HttpResponse:
    _require_settings(request.user)
    change = get_object_or_404(SettingChange.objects.visible_to(request.user), pk=change_id)
    try:
        undo_change(change, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _t("Put back as it was before."))
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/desk/")
    return redirect(back if is_ours else reverse("settings-history"))
