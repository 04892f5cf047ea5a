"""GET /desk/settings/machine/: what was decided where the desk is started, to be looked up; no page changes it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from shopbell.core.setting import read
from shopbell.core.setting_table import SETTINGS, Setting
from shopbell.core.settings_card import Card, add_card

from ..permission import Permission
from ..view import AgentRequest, agent_view

PAGE = "settings-machine"

add_card(
    Card(
        PAGE,
        _("Set at the start"),
        _("What the operator sets with environment variables, each with a sentence."),
        icon="server",
        is_read_only=True,
        permission=Permission.SETTINGS_MANAGE,
        rows=lambda word: [
            (each.name, f"{reverse(PAGE)}#{each.name}")
            for each in SETTINGS
            if word.casefold() in f"{each.name} {each.help}".casefold()
        ],
    )
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_safe
def machine(request: AgentRequest) -> HttpResponse:
    rows = [(setting, _shown(setting)) for setting in SETTINGS]
    return render(request, "accounts/machine.html", {"rows": rows})


def _shown(setting: Setting) -> str:
    """What it is set to; of a secret only whether it is."""
    value = read(setting.name)
    if setting.is_secret:
        return _t("set") if value else _t("not set")
    return value or "–"
