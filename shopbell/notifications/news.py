"""What an event is news of, and for whom. Whether and how they are told is decided later (`notify.py`).

A verb that is not in `HEARD` is news for nobody. Nobody hears of what they did themselves.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db import connection

from shopbell.accounts.lead import leads_of
from shopbell.accounts.permission import Permission
from shopbell.accounts.team import Membership
from shopbell.channels.chat.manned import available_ids
from shopbell.channels.email.side import SideConversation
from shopbell.core.prepared import Prepared
from shopbell.tickets.actor import Actor
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.mention import Mention
from shopbell.tickets.spam import began_held, was_held
from shopbell.tickets.transfer import Brief

from .choices import Choices
from .kind import Kind


class News(NamedTuple):
    kind: Kind
    agent_ids: set[int]


def news_of(event: Event) -> News | None:
    """What `event` is to those whom it concerns, by their keys; None when it concerns nobody."""
    found = HEARD[event.verb](event) if event.verb in HEARD else None
    if found is None:
        return None
    kind, ids = found
    agent_ids = {pk for pk in ids if pk} - {event.agent_id}
    return News(kind, agent_ids) if agent_ids else None


Found = tuple[Kind, Iterable[int | None]] | None


def _mentioned(event: Event) -> Found:
    return Kind.MENTION, event.data.get("to_ids", [])


def _assigned(event: Event) -> Found:
    return None if _is_transferred(event) else (Kind.ASSIGNED, [event.data.get("to_id")])


def _offered(event: Event) -> Found:
    return Kind.OFFER, [event.data.get("to_id")]


def _unmanned(event: Event) -> Found:
    return Kind.UNMANNED, event.data.get("to_ids", [])


def _moved(event: Event) -> Found:
    return None if _is_transferred(event) else (Kind.TEAM, _members(event.data.get("team_id")))


def _transferred(event: Event) -> Found:
    to = event.data.get("to_id")
    return Kind.TRANSFER, [to] if to else _members(event.data.get("team_id"))


def _created(event: Event) -> Found:
    """For those of the team who asked for it: few do, and a ticket is made with every mail that comes in."""
    ids = _who_wish(event)
    return None if not ids or event.ticket.is_spam or began_held(event.ticket) else (Kind.NEW, ids)


def _unmarked_spam(event: Event) -> Found:
    """What was held on its way in is new only now."""
    return (Kind.NEW, _who_wish(event)) if was_held(event) else None


def _who_wish(event: Event) -> list[int]:
    team_id = event.ticket.team_id
    return [chosen.agent_id for chosen in WISHES(team=team_id)] if team_id else []


WISHES = Prepared(
    lambda team: Choices.objects.filter(agent__memberships__team=team, kinds__has_key=str(Kind.NEW)), team=int
)


def _received(event: Event) -> Found:
    if event.data.get("automatic"):
        return None
    ids = _concerned(event) - {None}
    return None if ids and event.ticket.is_spam else (Kind.ANSWER, ids)


def _call_asked(event: Event) -> Found:
    """For whoever looks after the ticket; of one that nobody has taken, for those of its team who are there."""
    found = _received(event)
    if found is None or event.ticket.assignee_id or event.ticket.is_spam:
        return found
    kind, ids = found
    return kind, {*ids, *available_ids(event.ticket.team_id)}


def _side_answered(event: Event) -> Found:
    side = SideConversation.objects.filter(pk=event.data.get("side_id")).first()
    return Kind.SIDE, {*_concerned(event), side.agent_id if side else None}


def _woken(event: Event) -> Found:
    """By its moment. Who wakes it by hand knows, and the customer's word is news of its own."""
    if event.actor_kind != Actor.DESK:
        return None
    snoozed = Event.objects.filter(ticket=event.ticket_id, verb=Verb.SNOOZED, pk__lt=event.pk).last()
    return Kind.BACK, {event.ticket.assignee_id, snoozed.agent_id if snoozed else None}


def _unscheduled(event: Event) -> Found:
    return (Kind.UNSENT, [event.data.get("whose_id")]) if event.actor_kind == Actor.DESK else None


def _failed(event: Event) -> Found:
    author = event.message.agent_id if event.message else None
    return Kind.UNSENT, [author or event.ticket.assignee_id]


def _task(event: Event) -> Found:
    return Kind.TASK, [event.data.get("to_id")]


def _asked(event: Event) -> Found:
    return Kind.APPROVAL, event.data.get("to_ids", [])


def _answered(event: Event) -> Found:
    return Kind.VERDICT, event.data.get("to_ids", [])


def _parcel(event: Event) -> Found:
    """For whoever looks after the ticket; of one that nobody has taken, for its team."""
    ids = _concerned(event)
    if event.ticket.assignee_id is None:
        ids |= set(_members(event.ticket.team_id))
    return Kind.PARCEL, ids


def _worked_on(event: Event) -> Found:
    """What a colleague did. A brief and a call by name are news of their own to those they are for."""
    if event.actor_kind != Actor.AGENT or event.cause_id:
        return None
    ids = _concerned(event)
    if event.verb == Verb.NOTED and event.message_id:
        ids -= set(Mention.objects.filter(message=event.message_id).values_list("agent_id", flat=True))
        brief = Brief.objects.filter(note=event.message_id).first()
        ids -= {brief.to_agent_id} if brief else set()
    return Kind.FOLLOWED, ids


def _at_risk(event: Event) -> Found:
    return Kind.RISK, [event.ticket.assignee_id]


def _near(event: Event) -> Found:
    """For whoever looks after the ticket; while nobody does, for those who lead its team."""
    agent = event.ticket.assignee_id
    return Kind.RISK, [agent] if agent else leads_of(event.ticket.team_id)


def _broken(event: Event) -> Found:
    """For whoever looks after the ticket, and for those who lead its team."""
    return Kind.BROKEN, [event.ticket.assignee_id, *leads_of(event.ticket.team_id)]


def _flooded(event: Event) -> Found:
    """For the leads of its team; where there are none, for those who look after the settings."""
    return Kind.FLOOD, leads_of(event.ticket.team_id, or_else=Permission.SETTINGS_MANAGE)


HEARD: dict[str, Callable[[Event], Found]] = {
    Verb.MENTIONED: _mentioned,
    Verb.WHISPERED: _mentioned,
    Verb.ASSIGNED: _assigned,
    Verb.OFFERED: _offered,
    Verb.UNMANNED: _unmanned,
    Verb.MOVED: _moved,
    Verb.TRANSFERRED: _transferred,
    Verb.CREATED: _created,
    Verb.RECEIVED: _received,
    Verb.CALL_ASKED: _call_asked,
    Verb.UNMARKED_SPAM: _unmarked_spam,
    Verb.SIDE_ANSWERED: _side_answered,
    Verb.WOKEN: _woken,
    Verb.UNSCHEDULED: _unscheduled,
    Verb.FAILED: _failed,
    Verb.TASK_ADDED: _task,
    Verb.TASK_CHANGED: _task,
    Verb.APPROVAL_ASKED: _asked,
    Verb.APPROVAL_GRANTED: _answered,
    Verb.APPROVAL_DECLINED: _answered,
    Verb.APPROVAL_EXPIRED: _answered,
    Verb.ACTION_FAILED: _answered,
    Verb.PARCEL_STUCK: _parcel,
    Verb.PARCEL_MOVED: _parcel,
    Verb.REPLIED: _worked_on,
    Verb.NOTED: _worked_on,
    Verb.SOLVED: _worked_on,
    Verb.REOPENED: _worked_on,
    Verb.FLOODED: _flooded,
    Verb.PROMISE_AT_RISK: _at_risk,
    Verb.PROMISE_NEAR: _near,
    Verb.PROMISE_BROKEN: _broken,
    Verb.PROMISE_OWED: _broken,
}


# One statement, since it is asked for every message that comes in. A chat is assigned in the moment it begins:
# whoever gets it is told of that, and not of its first words as well, which came before.
CONCERNED = """
    select agent_id from tickets_follower where ticket_id = %(ticket)s and created_at <= %(at)s
    union
    select case when later.id is null then ticket.assignee_id else (later.data->>'before_id')::bigint end
    from tickets_ticket ticket left join lateral (
        select id, data from tickets_event
        where ticket_id = ticket.id and id > %(event)s and verb in ('assigned', 'unassigned') order by id limit 1
    ) later on true
    where ticket.id = %(ticket)s
"""


def _concerned(event: Event) -> set[int | None]:
    """Whose ticket it was then, and who followed it."""
    asked: dict[str, Any] = {"ticket": event.ticket_id, "at": event.created_at, "event": event.pk}
    with connection.cursor() as cursor:
        cursor.execute(CONCERNED, asked)
        return {agent_id for (agent_id,) in cursor.fetchall()}


def _members(team_id: int | None) -> list[int]:
    if not team_id:
        return []
    return list(Membership.objects.filter(team=team_id).values_list("agent_id", flat=True))


def _is_transferred(event: Event) -> bool:
    """Whether it is a part of a transfer, which is told of as a whole."""
    return event.cause is not None and event.cause.verb == Verb.TRANSFERRED
