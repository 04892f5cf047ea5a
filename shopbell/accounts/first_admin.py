"""The first admin of a real shop's desk comes in by a link that works once, while there is no agent.

The secret lies in the data folder until it is used, so that only who may read that folder has it.
"""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit

from .agent import Agent
from .role import Role

FIRST_PAGES: list[
    Callable[[], str]
] = []  # where a floor above leads the first admin to, filled in AppConfig.ready


def _file():
    return settings.DATA / "secrets" / "first-admin"


def link() -> str | None:
    """The address that makes the first admin; None once there is an agent."""
    if Agent.objects.exists():
        return None
    path = _file()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(0o600)
        path.write_text(secrets.token_urlsafe(24))
    return f"{settings.SITE_URL}/first-admin/{path.read_text().strip()}/"


def is_valid(token: str) -> bool:
    path = _file()
    return path.exists() and secrets.compare_digest(path.read_text().strip().encode(), token.encode())


def make_first_admin(token: str, *, name: str, email: str, password: str) -> Agent:
    """Create the admin and burn the link. Raises Refused when the link is wrong or used."""
    with transaction.atomic():
        hold_until_commit("first-admin")
        if Agent.objects.exists() or not is_valid(token):
            raise Refused(_("This link has been used. Ask an admin to invite you."))
        agent = Agent.objects.create_user(email, password, name=name, role=Role.objects.get(name="Admin"))
    _file().unlink(missing_ok=True)
    return agent
