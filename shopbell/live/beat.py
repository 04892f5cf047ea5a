"""The beat: every process says every half minute who has a screen open, so that a crash leaves no ghosts."""

import asyncio
import logging
from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils import timezone

from shopbell.accounts.availability import BEAT, Availability, mark_seen
from shopbell.channels.chat.visitor import Visitor, keep_present, mark_present

from .looking import forget_lookers, look, look_away
from .person import Person, ended_sessions, inactive_agents

if TYPE_CHECKING:
    from .gateway import Gateway

log = logging.getLogger(__name__)


def greet(person: Person) -> None:
    """Note that a screen of `person` was opened."""
    if person.is_agent:
        mark_seen(person.pk, timezone.now())
    else:
        mark_present(Visitor(pk=person.pk), True)


def say_goodbye(person: Person, looking: set[int], was_last: bool) -> None:
    """Note that a screen was closed; with the last one the person is gone."""
    if not person.is_agent:
        if was_last:
            mark_present(Visitor(pk=person.pk), False)
        return
    if was_last:
        for ticket_id in looking:
            look_away(person.pk, ticket_id)
        mark_seen(person.pk, None)


async def beat(gateway: "Gateway") -> None:
    """One round: who is here, what they look at, whose session has ended."""
    await asyncio.sleep(BEAT.total_seconds())
    sockets = tuple(gateway.hub.sockets)
    agents: defaultdict[int, set[int]] = defaultdict(set)
    for socket in sockets:
        if socket.person.is_agent:
            agents[socket.person.pk] |= socket.looking
    visitors = {socket.person.pk for socket in sockets if not socket.person.is_agent}
    keys = {socket.session_key for socket in sockets if socket.session_key}
    try:
        await gateway.ask(_note, dict(agents), visitors)
        ended = await gateway.ask(ended_sessions, keys)
        gone = await gateway.ask(inactive_agents, list(agents))
    except Exception as error:  # whatever it was, the next round must come
        log.warning("Presence could not be noted: %s", error)
        return
    for socket in sockets:
        if socket.session_key in ended or (socket.person.is_agent and socket.person.pk in gone):
            await socket.close(4401, "Signed out")


def _note(agents: dict[int, set[int]], visitor_ids: set[int]) -> None:
    now = timezone.now()
    Availability.objects.filter(agent_id__in=agents).update(seen_at=now)
    for agent_id, ticket_ids in agents.items():
        look(agent_id, ticket_ids, now)
    keep_present(list(visitor_ids), now)
    forget_lookers(now)
