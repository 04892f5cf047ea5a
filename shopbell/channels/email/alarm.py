"""An alarm: a letter to every agent who may mend it, that something does not come in or go out as it should."""

from collections.abc import Callable

from django.conf import settings
from django.utils import translation

from shopbell.accounts.agent import Agent
from shopbell.accounts.letter import send_soon
from shopbell.accounts.permission import Permission


def alarm(subject: Callable[[], str], words: Callable[[], str], page: str) -> None:
    """Write it to each of them in their language once the caller's transaction commits, with a link to the `page`."""
    link = f"{settings.SITE_URL}{page}"
    may = Agent.objects.filter(is_active=True, role__permissions__contains=[Permission.SETTINGS_MANAGE])
    for agent in may.order_by("pk"):
        with translation.override(agent.language):
            send_soon(agent.email, subject(), f"{words()}\n\n{link}")
