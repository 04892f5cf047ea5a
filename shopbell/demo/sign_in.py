"""How one signs in to the demo shop's desk. One password opens all of its agents.

While the desk is for this machine only the password is the readable one below. The first start that a network
can reach (by the address it listens on, or through a proxy by the one people use) replaces it by a random one of
this installation, kept in the data folder. Who has chosen a password of their own keeps it.
"""

import ipaddress
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

from shopbell.accounts.models import Agent
from shopbell.core.kept_secret import kept_secret

from .shop import is_demo
from .staff import PEOPLE, address_of

FILE = "demo-password"
READABLE = "the brass bell rings"


def sign_ins() -> list[tuple[str, str, str]]:
    """E-mail, password and role of every demo agent whom the demo's password still opens, for who started the desk.

    Empty without the demo shop. Colleagues invited since then are none of them, whatever their address.
    """
    if not is_demo():
        return []
    word = password()  # first, since it may change theirs
    return [
        (agent.email, word, agent.role.name)
        for agent in _agents().select_related("role").order_by("pk")
        if _opens(word, agent.password)
    ]


def shown_sign_ins() -> list[tuple[str, str, str]]:
    """The same for the sign-in page, which shows them to nobody but this machine."""
    return sign_ins() if is_private() else []


def password() -> str:
    """The password of the demo agents; changes theirs, where it is the readable one, when it becomes a random one."""
    if is_private() and not _file().exists():
        return READABLE
    if not _file().exists():
        fresh = kept_secret(settings.DATA, FILE)
        open_to_all = [agent.pk for agent in _agents() if _opens(READABLE, agent.password)]
        _agents().filter(pk__in=open_to_all).update(password=make_password(fresh))
    return _file().read_text().strip()


def password_hash() -> str:
    """One hash for all, since each costs a third of a second on purpose."""
    return make_password(password())


def _agents():
    return Agent.objects.filter(email__in=[address_of(name) for name, *_ in PEOPLE], is_active=True)


@lru_cache(maxsize=64)
def _opens(password: str, hashed: str) -> bool:
    """Kept, since asking costs a third of a second on purpose; the demo's agents share one hash."""
    return check_password(password, hashed)


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
