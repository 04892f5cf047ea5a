"""An alarm: a letter to every agent who may mend an inbox, that mail of it does not come in as it should."""

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from shopbell.accounts.agent import Agent
from shopbell.accounts.letter import send_soon
from shopbell.accounts.permission import Permission
from shopbell.channels.inbox import Inbox


def alarm(subject: Callable[[], str], words: Callable[[], str], inbox: Inbox) -> None:
    """Write it to each of them in their language once the caller's transaction commits, with a link to the inbox."""
    link = f"{settings.SITE_URL}{reverse('inbox-edit', args=[inbox.pk])}"
    may = Agent.objects.filter(is_active=True, role__permissions__contains=[Permission.SETTINGS_MANAGE])
    for agent in may.order_by("pk"):
        with translation.override(agent.language):
            send_soon(agent.email, subject(), f"{words()}\n\n{link}")
