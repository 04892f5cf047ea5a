"""Who is at the other end of a socket, and which topics they may follow. Plain database code, run in threads.

A socket keeps only who it is, a hundred bytes; what they may is looked up whenever they ask.
"""

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.http.request import validate_host

from shopbell.accounts.agent import Agent
from shopbell.channels.chat.visitor import Visitor, may_follow, visitor_of
from shopbell.tickets.ticket import Ticket

Scope = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """An agent, or a visitor of the chat, by their key."""

    pk: int
    is_agent: bool
    first_name: str = ""


def is_same_origin(scope: Scope) -> bool:
    """Whether the page that opened the socket is ours: a browser sends our cookies to us from any page."""
    headers = dict(scope["headers"])
    host = headers.get(b"host", b"").decode("latin-1")
    origin = urlsplit(headers.get(b"origin", b"").decode("latin-1"))
    name = host.rsplit(":", 1)[0]
    return bool(host) and origin.netloc == host and validate_host(name, settings.ALLOWED_HOSTS)


def person_of(scope: Scope) -> tuple[Person | None, str]:
    """The agent or visitor at this socket with the agent's session key; (None, "") for a stranger."""
    token = parse_qs(scope["query_string"].decode("latin-1")).get("visitor")
    if token:
        visitor = visitor_of(token[0])
        return (Person(visitor.pk, is_agent=False), "") if visitor else (None, "")
    key = _session_key(scope)
    if not key:
        return None, ""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    agent = get_user(request)
    if not isinstance(agent, Agent):
        return None, ""
    return Person(agent.pk, is_agent=True, first_name=agent.first_name), key


def may_hear(person: Person, topic: str) -> bool:
    """Whether `person` may follow `topic`; unknown topics are nobody's."""
    if not person.is_agent:
        return may_follow(Visitor(pk=person.pk), topic)
    kind, _, number = topic.partition("-")
    if kind in {"queue", "presence"}:
        return not number
    if kind in {"ticket", "looking"} and number.isascii() and number.isdecimal():
        return may_look(person, int(number))
    return topic == f"agent-{person.pk}"


def may_look(person: Person, ticket_id: int) -> bool:
    """Whether the agent may open the ticket, by what their role and teams say now."""
    agent = Agent.objects.select_related("role").filter(pk=person.pk, is_active=True).first()
    if agent is None or ticket_id >= 2**63:
        return False
    return Ticket.objects.visible_to(agent).filter(pk=ticket_id).exists()


def ended_sessions(keys: set[str]) -> set[str]:
    """Those of `keys` that were signed out, revoked or have run out."""
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return keys - set(alive.values_list("session_key", flat=True))


def inactive_agents(agent_ids: list[int]) -> set[int]:
    """Those of `agent_ids` who may no longer sign in."""
    return set(Agent.objects.filter(pk__in=agent_ids, is_active=False).values_list("pk", flat=True))


def _session_key(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                cookie = SimpleCookie(value.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
            except CookieError:
                return ""
            return cookie.value if cookie else ""
    return ""
