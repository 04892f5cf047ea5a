"""Keepers: active agents whose role may manage agents. There is always one, or nobody could let anyone in again."""

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit

from .agent import Agent
from .permission import Permission


def require_keeper() -> None:
    """Raise Refused when the transaction's changes leave no keeper. Call it after them and before the commit."""
    hold_until_commit("keeper")  # two admins must not deactivate each other at once
    if not Agent.objects.filter(
        is_active=True, role__permissions__contains=[Permission.AGENT_MANAGE]
    ).exists():
        raise Refused(
            _("Somebody must stay who may manage agents. Give another active agent such a role first.")
        )
