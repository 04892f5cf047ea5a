"""Who is at the other end of a socket, and which topics they may follow. Plain database code, run in threads.

A socket keeps only who it is, a hundred bytes; what they may is looked up whenever they ask.
"""

from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.http.request import validate_host

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.channels.chat.visitor import Visitor, chatted_tickets, visitor_of
from shopbell.tickets.ticket import Ticket

from .looking import WALL

Scope = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """An agent, or a visitor of the chat, by their key."""

    pk: int
    is_agent: bool
    first_name: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        return f"{'agent' if self.is_agent else 'visitor'}-{self.pk}"


def is_same_origin(scope: Scope) -> bool:
    """Whether the page that opened the socket is ours: a browser sends our cookies to us from any page."""
    headers = dict(scope["headers"])
    host = headers.get(b"host", b"").decode("latin-1")
    origin = urlsplit(headers.get(b"origin", b"").decode("latin-1"))
    name = host.rsplit(":", 1)[0]
    return bool(host) and origin.netloc == host and validate_host(name, settings.ALLOWED_HOSTS)


def agent_of(scope: Scope) -> tuple[Person | None, str]:
    """The agent who is signed in at this socket, with their session's key; (None, "") for a stranger."""
    key = _session_key(scope)
    if not key:
        return None, ""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    agent = get_user(request)
    if not isinstance(agent, Agent):
        return None, ""
    return Person(agent.pk, is_agent=True, first_name=agent.first_name), key


def visitor_with(token: str) -> Person | None:
    """The visitor whose secret is `token`."""
    visitor = visitor_of(token)
    return Person(visitor.pk, is_agent=False) if visitor else None


def hearable(person: Person, topics: list[str]) -> set[str]:
    """Those of `topics` that `person` may follow; one question for all, and unknown topics are nobody's."""
    numbers = {topic: _ticket_number(topic, person) for topic in topics}
    asked = {number for number in numbers.values() if number}
    if not person.is_agent:
        readable = chatted_tickets(Visitor(pk=person.pk), asked) if asked else set()
        return {topic for topic, number in numbers.items() if number in readable}
    agent = _agent(person) if asked or WALL in numbers else None
    visible = _visible(agent, asked) if asked else set()
    if agent and not agent.may(Permission.TICKET_SIT_IN):
        numbers = {topic: number for topic, number in numbers.items() if not topic.startswith("sitting-")}
    plain = {"queue", "presence", f"agent-{person.pk}", f"bell-{person.pk}"}
    if agent and agent.may(Permission.WALL_READ):
        plain.add(WALL)
    return {topic for topic, number in numbers.items() if topic in plain or number in visible}


def _ticket_number(topic: str, person: Person) -> int:
    """The ticket that `topic` is about; 0 when it is about none."""
    kind, _, number = topic.partition("-")
    kinds = {"ticket", "looking", "sitting"} if person.is_agent else {"ticket"}
    is_number = kind in kinds and number.isascii() and number.isdecimal() and len(number) <= 18
    return int(number) if is_number else 0


def may_look(person: Person, ticket_id: int) -> bool:
    """Whether the agent may open the ticket, by what their role and teams say now."""
    return ticket_id < 2**63 and bool(_visible(_agent(person), {ticket_id}))


def _agent(person: Person) -> Agent | None:
    return Agent.objects.select_related("role").filter(pk=person.pk, is_active=True).first()


def _visible(agent: Agent | None, ticket_ids: set[int]) -> set[int]:
    if agent is None:
        return set()
    tickets = Ticket.objects.visible_to(agent).filter(pk__in=ticket_ids)
    return set(tickets.values_list("pk", flat=True))


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
