"""Who is at the other end of a socket, and which topics they may follow. Plain database code, run in threads."""

from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.http.request import validate_host

from shopbell.accounts.agent import Agent
from shopbell.channels.chat.visitor import may_follow, visitor_of
from shopbell.tickets.ticket import Ticket

Scope = dict[str, Any]


def is_same_origin(scope: Scope) -> bool:
    """Whether the page that opened the socket is ours: a browser sends our cookies to us from any page."""
    headers = dict(scope["headers"])
    host = headers.get(b"host", b"").decode("latin-1")
    origin = urlsplit(headers.get(b"origin", b"").decode("latin-1"))
    name = host.rsplit(":", 1)[0]
    return bool(host) and origin.netloc == host and validate_host(name, settings.ALLOWED_HOSTS)


def person_of(scope: Scope) -> tuple[Any, str]:
    """The Agent or visitor at this socket with the agent's session key; (None, "") for a stranger."""
    token = parse_qs(scope["query_string"].decode("latin-1")).get("visitor")
    if token:
        return visitor_of(token[0]), ""
    key = _session_key(scope)
    if not key:
        return None, ""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    agent = get_user(request)
    return (agent, key) if agent.is_authenticated else (None, "")


def may_hear(person: Any, topic: str) -> bool:
    """Whether `person` may follow `topic`; unknown topics are nobody's."""
    if not isinstance(person, Agent):
        return may_follow(person, topic)
    kind, _, number = topic.partition("-")
    if kind in {"queue", "presence"}:
        return not number
    if kind in {"ticket", "looking"} and number.isdecimal():
        return may_look(person, int(number))
    return topic == f"agent-{person.pk}"


def may_look(agent: Agent, ticket_id: int) -> bool:
    return ticket_id < 2**63 and Ticket.objects.visible_to(agent).filter(pk=ticket_id).exists()


def ended_sessions(keys: set[str]) -> set[str]:
    """Those of `keys` that were signed out, revoked or have run out."""
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return keys - set(alive.values_list("session_key", flat=True))


def _session_key(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                cookie = SimpleCookie(value.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
            except CookieError:
                return ""
            return cookie.value if cookie else ""
    return ""
