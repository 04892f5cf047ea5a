"""The beat: every process says every half minute who has a screen open, so that a crash leaves no ghosts.

It also asks again what everybody may hear: who left a team, lost a permission or was signed out hears no more.
"""

import asyncio
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils import timezone

from shopbell.accounts.availability import BEAT

from .looking import forget_lookers, look
from .person import Person, ended_sessions, hearable, inactive_agents
from .presence import forget_presence, keep_shown, stay

if TYPE_CHECKING:
    from .gateway import Gateway

log = logging.getLogger(__name__)
MOST_SPACE = 0.05  # seconds between two people


async def beat(gateway: "Gateway") -> None:
    """One round: who is here, what they look at, whose session has ended, who may hear less than before."""
    await asyncio.sleep(BEAT.total_seconds())
    sockets = tuple(gateway.hub.sockets)
    people = {socket.person for socket in sockets}
    looks = {(socket.person.pk, ticket_id) for socket in sockets for ticket_id in socket.looking}
    keys = {socket.session_key for socket in sockets if socket.session_key}
    try:
        await gateway.ask(_note, gateway.process, people, looks)
        ended = await gateway.ask(ended_sessions, keys)
        gone = await gateway.ask(inactive_agents, [person.pk for person in people if person.is_agent])
        for socket in sockets:
            if socket.session_key in ended or (socket.person.is_agent and socket.person.pk in gone):
                await socket.close(4401, "Signed out")
        space = min(MOST_SPACE, BEAT.total_seconds() / 2 / max(1, len(people)))
        for person in people:
            await asyncio.sleep(space)  # everybody at once would hold up whoever writes now
            if not gateway.hub.screens_of(person):  # closed while their presence was noted
                await gateway.let_go(person)
            elif person.is_agent:  # a visitor's chats are never taken from them
                await ask_again(gateway, person)
    except Exception as error:  # whatever it was, the next round must come
        log.warning("Presence could not be noted: %s", error)


async def ask_again(gateway: "Gateway", person: Person) -> None:
    """Take from the screens of `person` what they may not hear any more; one question for all that they follow.

    Each such screen is told once more, so that it fetches and is shown what it may have now.
    """
    screens = gateway.hub.screens_of(person)
    looked_at = {f"ticket-{ticket_id}" for socket in screens for ticket_id in socket.looking}
    topics = looked_at.union(*(socket.topics for socket in screens))
    if not topics:
        return
    lost = topics - await gateway.ask(hearable, person, list(topics))
    for socket in screens:
        for topic in lost & socket.topics:
            socket.push(topic)
            gateway.hub.leave(socket, topic)
    await gateway.look_away(person, lost & looked_at)


def _note(process: str, people: Iterable[Person], looks: Iterable[tuple[int, int]]) -> None:
    now = timezone.now()
    stay(process, people, now)
    keep_shown(people, now)
    look(process, looks, now)
    forget_lookers(now)
    forget_presence(now)
