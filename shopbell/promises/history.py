"""The events of a ticket as what happened to its clocks, at any moment of its past.

They stand in the order in which they happened: an answer that is entered later than it was given counts as if it had
been written down at its moment.
What a later event takes back is left out: a reply that was unsent, a status that was undone, a merge that was taken
apart. Of another ticket that comes in by a merge, or that messages left, the events until then are asked.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from shopbell.tickets.actor import Actor
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.status import Status

from .clock import BROKEN, RISK
from .clock_state import MERGED, OPEN, PAUSED, SOLVED, State
from .fold import Folded, fold
from .happening import Happening, What
from .rulebook import rules_of

PHASES = {
    Status.NEW: OPEN,
    Status.OPEN: OPEN,
    Status.PENDING: PAUSED,
    Status.ON_HOLD: PAUSED,
    Status.SOLVED: SOLVED,
    Status.CLOSED: SOLVED,
}
BY_VERB = {
    Verb.OPENED: OPEN,
    Verb.REOPENED: OPEN,
    Verb.PENDED: PAUSED,
    Verb.HELD: PAUSED,
    Verb.SOLVED: SOLVED,
    Verb.CLOSED: SOLVED,
}
SPAM, DELETED = "spam", "deleted"


# --- one event -------------------------------------------------------------------------------------


def _wrote(event: Event) -> Happening | None:
    """What a program wrote in the customer's absence waits for no answer."""
    return None if event.data.get("automatic") else _made(event, What.WROTE, message=event.message_id or 0)


def _answered(event: Event) -> Happening | None:
    """The word of a bot or a rule is no answer: a person was promised. Nor is a person's that they will answer."""
    is_one = event.actor_kind == Actor.AGENT and not event.data.get("no_answer")
    return _made(event, What.ANSWERED) if is_one else None


def _called(event: Event) -> Happening | None:
    """Whoever was reached by phone has heard a person."""
    return _made(event, What.ANSWERED) if event.data.get("outcome") == "reached" else None


def _status(event: Event) -> Happening:
    return _made(event, What.STATUS, phase=_phase(event) or BY_VERB[Verb(event.verb)])


def _phase(event: Event) -> str:
    """The status that the event says it led to."""
    return PHASES[Status(event.data["after"])] if event.data.get("after") else ""


def _hides(why: str) -> Callable[[Event], Happening]:
    return lambda event: _made(event, What.HIDDEN, why=why)


def _shows(why: str) -> Callable[[Event], Happening]:
    return lambda event: _made(event, What.SHOWN, why=why)


def _tells(what: str) -> Callable[[Event], Happening]:
    def told(event: Event) -> Happening:
        since = event.data.get("started_at")
        return _made(
            event,
            What.TOLD,
            why=what,
            goal=event.data.get("goal", ""),
            since=datetime.fromisoformat(since) if since else None,
        )

    return told


def _chosen(event: Event) -> Happening:
    versions = {name: event.data.get(f"{name}_version") for name in ("policy", "hours")}
    return _made(event, What.CHOSEN, **versions)


def _voided(event: Event) -> Happening:
    return _made(
        event, What.VOIDED, policy=event.data.get("policy_version"), why=event.data.get("reason", "")
    )


def _joined(event: Event) -> Happening:
    return _made(event, What.JOINED, phase=_phase(event), other=_stood(event.data.get("gone_id"), event))


def _left(event: Event) -> Happening:
    return _made(event, What.LEFT, messages=frozenset(event.data.get("messages", ())))


def _begun(event: Event) -> Happening:
    return _made(
        event,
        What.BEGUN,
        phase=_phase(event),
        other=_stood(event.data.get("other_id"), event),
        messages=frozenset(event.data.get("messages", ())),
        is_answered=bool(event.data.get("is_answered")),
    )


def _made(event: Event, what: What, **more: Any) -> Happening:
    return Happening(event.created_at, what, event_id=event.pk, **more)


def _stood(ticket_id: int | None, event: Event) -> State | None:
    """How the clocks of another ticket stood right before `event`."""
    return _stood_at(ticket_id, event.pk, event.created_at) if ticket_id else None


@lru_cache(maxsize=500)
def _stood_at(ticket_id: int, event_id: int, moment: datetime) -> State:
    """Kept, since what happened before an event never changes, and each merge and split asks again for all before.

    Without that, a ticket that was split and merged back so many times would be reckoned twice as often for each.
    """
    return fold_events(events_of(ticket_id, before=event_id)).at(moment)


WAYS: dict[str, Callable[[Event], Happening | None]] = {
    Verb.CREATED: lambda event: _made(event, What.CREATED),
    Verb.RECEIVED: _wrote,
    Verb.REPLIED: _answered,
    Verb.CALLED: _called,
    **dict.fromkeys(map(str, BY_VERB), _status),
    Verb.MARKED_SPAM: _hides(SPAM),
    Verb.UNMARKED_SPAM: _shows(SPAM),
    Verb.DELETED: _hides(DELETED),
    Verb.RESTORED: _shows(DELETED),
    Verb.MERGED: _joined,
    Verb.MERGED_AWAY: _hides(MERGED),
    Verb.SPLIT: _left,
    Verb.SPLIT_OFF: _begun,
    Verb.GOALS_CHOSEN: _chosen,
    Verb.GOALS_VOIDED: _voided,
    Verb.PROMISE_AT_RISK: _tells(RISK),
    Verb.PROMISE_BROKEN: _tells(BROKEN),
}
UNDOES = {Verb.CALL_UNDONE, Verb.GOALS_RESTORED}  # the event that they name
TAKES_BACK = {Verb.UNSENT, Verb.UNMERGED, *UNDOES}
VERBS = {*map(str, WAYS), *map(str, TAKES_BACK)}


# --- all of them ------------------------------------------------------------------------------------


def events_of(ticket_id: int, *, before: int | None = None, until: datetime | None = None) -> list[Event]:
    """Those that concern clocks, in order: before the event of a number, and what happened until a moment."""
    found = Event.objects.filter(ticket=ticket_id, verb__in=VERBS)
    if before is not None:
        found = found.filter(pk__lt=before)
    if until is not None:
        found = found.filter(created_at__lte=until)
    return list(found.only("verb", "message_id", "actor_kind", "data", "created_at").order_by("pk"))


def happenings_of(events: Iterable[Event]) -> list[Happening]:
    """What the events of one ticket, in the order of their numbers, did to its clocks, without what was taken back; in
    the order in which it happened."""
    events = list(events)
    gone = taken_back(events)
    found: list[Happening | None] = []
    is_away = False
    for event in events:
        if event.verb == Verb.UNMERGED:
            found.append(_unmerged(event, is_away))
        elif event.pk not in gone and event.verb in WAYS:
            found.append(WAYS[event.verb](event))
        is_away = _is_away(is_away, event)
    return sorted((each for each in found if each is not None), key=lambda each: each.at)


def fold_events(events: Iterable[Event]) -> Folded:
    return fold(happenings_of(events), rules_of)


def is_simple(event: Event) -> bool:
    """Whether the event only goes on from how the clocks stand: none before it changes its meaning."""
    return event.verb not in REWRITES and "undoes" not in event.data


REWRITES = {
    *TAKES_BACK,
    *(Verb.MERGED, Verb.MERGED_AWAY, Verb.SPLIT, Verb.SPLIT_OFF),
    *(Verb.MARKED_SPAM, Verb.UNMARKED_SPAM, Verb.DELETED, Verb.RESTORED),
    Verb.GOALS_VOIDED,  # also of what has ended
}


def _is_away(is_away: bool, event: Event) -> bool:
    """Whether the ticket is a part of another one after `event`."""
    return event.verb == Verb.MERGED_AWAY or (is_away and event.verb != Verb.UNMERGED)


def _unmerged(event: Event, is_away: bool) -> Happening | None:
    """Of the two tickets, the one that was away is there again; the other has the status that the event says."""
    if is_away:
        return _made(event, What.SHOWN, why=MERGED)
    return _made(event, What.STATUS, phase=_phase(event)) if _phase(event) else None


def taken_back(events: list[Event]) -> set[int]:
    """The numbers of the events that count no more. An undo that was undone itself takes nothing back."""
    gone: set[int] = set()
    for taker, taken in reversed(list(_takings(events))):
        if taker not in gone:
            gone.add(taken)
    return gone


def _takings(events: list[Event]) -> Iterator[tuple[int, int]]:
    """Each event that takes another back, and that one, by their numbers."""
    standing: dict[tuple[str, Any], int] = {}  # what may be taken back
    is_away = False
    for event in events:
        key: tuple[str, Any] | None = None
        if event.verb == Verb.REPLIED:
            standing["reply", event.message_id] = event.pk
        elif event.verb == Verb.MERGED:
            standing["merge", event.data.get("gone_id")] = event.pk
        elif event.verb == Verb.UNSENT:
            key = ("reply", event.message_id)
        elif event.verb == Verb.UNMERGED and not is_away:
            key = ("merge", event.data.get("other_id"))
        elif "undoes" in event.data and (event.verb in BY_VERB or event.verb in UNDOES):
            yield event.pk, event.data["undoes"]
        if key in standing:
            yield event.pk, standing.pop(key)
        is_away = _is_away(is_away, event)
