"""How one signs in to the demo shop's desk. One password opens all of its agents.

While the desk is for this machine only the password is the readable one below. The first start that a network
can reach (by the address it listens on, or through a proxy by the one people use) replaces it by a random one of
this installation, kept in the data folder.
"""

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.hashers import make_password

from shopbell.accounts.models import Agent
from shopbell.settings import kept_secret

from .shop import DOMAIN, is_demo

FILE = "demo-password"
READABLE = "the brass bell rings"


def sign_ins() -> list[tuple[str, str, str]]:
    """E-mail, password and role of every demo agent, for who started the desk; empty without the demo shop."""
    if not is_demo():
        return []
    return [
        (agent.email, password(), agent.role.name)
        for agent in _agents().select_related("role").order_by("pk")
    ]


def shown_sign_ins() -> list[tuple[str, str, str]]:
    """The same for the sign-in page, which shows them to nobody but this machine."""
    return sign_ins() if is_private() else []


def password() -> str:
    """The password of the demo agents; changes theirs when it has just become a random one."""
    if is_private() and not _file().exists():
        return READABLE
    if not _file().exists():
        fresh = kept_secret(FILE)
        _agents().update(password=make_password(fresh))
    return _file().read_text().strip()


def password_hash() -> str:
    """One hash for all, since each costs a third of a second on purpose."""
    return make_password(password())


def _agents():
    return Agent.objects.filter(email__endswith=f"@{DOMAIN}", is_active=True)


def is_private() -> bool:
    """Whether nobody but this machine can reach the desk, neither directly nor through a proxy."""
    return is_loopback(settings.HOST) and is_loopback(urlsplit(settings.SITE_URL).hostname or "")


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _file() -> Path:
    return settings.DATA / "secrets" / FILE
