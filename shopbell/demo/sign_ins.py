"""How one signs in to the demo shop's desk. One password opens all of its agents; it never leaves this machine.

On a loopback address the password is the readable one below. As soon as the desk listens to a network it is
a random one of this installation, kept in the data folder.
"""

import ipaddress
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

from shopbell.accounts.models import Agent

from .shop import DOMAIN, is_demo

READABLE = "the brass bell rings"


def sign_ins() -> list[tuple[str, str, str]]:
    """E-mail, password and role of every demo agent; empty without the demo shop."""
    if not is_demo():
        return []
    agents = Agent.objects.filter(email__endswith=f"@{DOMAIN}", is_active=True).select_related("role").order_by("pk")
    return [(agent.email, password(), agent.role.name) for agent in agents]


def password() -> str:
    """The password of the demo agents: readable while nobody but this machine can reach the desk."""
    if is_loopback(settings.HOST) and not _file().exists():
        return READABLE
    if not _file().exists():
        _file().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _file().touch(0o600)
        _file().write_text(secrets.token_urlsafe(12))
    return _file().read_text().strip()


def password_hash() -> str:
    """One hash for all, since each costs a third of a second on purpose."""
    return make_password(password())


def change_readable_passwords() -> int:
    """Called at each start: no desk that a network can reach keeps the readable password. Returns how many changed."""
    if is_loopback(settings.HOST):
        return 0
    known = Agent.objects.filter(email__endswith=f"@{DOMAIN}")
    first = known.first()
    if first is None or not check_password(READABLE, first.password):
        return 0
    return known.update(password=password_hash())


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _file() -> Path:
    return settings.DATA / "secrets" / "demo-password"
