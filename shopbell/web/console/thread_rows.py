"""The rows of a thread: messages and events of a ticket in one order, a window of them at a time.

The last hundred of both together are among the last hundred of each, so a window is one query to either table. A
place is (moment, event or message, id); see `place.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from shopbell.core.prepared import Prepared
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.message import Kind, Message

from .place import EPOCH, read_place, write_place

PAGE = 100
MOST = 1_000  # on one screen, however long it stays open
SPOKEN_FOR = [
    Verb.RECEIVED,
    Verb.REPLIED,
    Verb.NOTED,
    Verb.MENTIONED,
    Verb.WHISPERED,
    Verb.REACTED,
    Verb.FAILED,
    Verb.SIDE_WRITTEN,
    Verb.GOALS_CHOSEN,  # the head shows what comes of it, and explains it
]
TALK = [
    Verb.SIDE_STARTED,
    Verb.FORWARDED,
    Verb.SIDE_ANSWERED,
]  # a side conversation hangs on them: it is messages, too
EVENT, MESSAGE = 0, 1  # of one moment, the event comes first
BEGINNING = write_place([EPOCH, EVENT, 0])
Row = Event | Message


@dataclass(frozen=True)
class Window:
    """Rows that follow each other, oldest first, and whether there are more on either side."""

    rows: list[Row]
    has_earlier: bool = False
    has_later: bool = False

    @property
    def first(self) -> str:
        return place_of(self.rows[0]) if self.rows else ""

    @property
    def last(self) -> str:
        return place_of(self.rows[-1]) if self.rows else ""


def place_of(row: Row) -> str:
    return write_place(list(_place(row)))


def last_rows(ticket: int, *, with_events: bool = True) -> Window:
    """The end of the thread."""
    return _last([*LAST[with_events](ticket=ticket), *LAST_MESSAGES(ticket=ticket)], PAGE)


def all_rows(ticket: int) -> Window:
    """The whole thread, or as much of its end as one screen holds."""
    return _last([row for table, _kind in _tables(ticket, True) for row in table[: MOST + 1]], MOST)


def rows_before(ticket: int, before: str, *, with_events: bool = True) -> Window:
    """The rows above the place `before`; the end of the thread for a place that was made up."""
    place = _read(before)
    if place is None:
        return last_rows(ticket, with_events=with_events)
    return _last(_nearest(ticket, place, PAGE, with_events=with_events), PAGE)


def rows_since(ticket: int, since: str, *, with_events: bool = True) -> Window:
    """All rows from the place `since` on; the end of the thread for a place that was made up."""
    place = _read(since)
    if place is None:
        return last_rows(ticket, with_events=with_events)
    at = place[0]
    found: list[Row] = [
        *SINCE[with_events](ticket=ticket, since=at),
        *MESSAGES_SINCE(ticket=ticket, since=at),
    ]
    return _last([row for row in found if _place(row) >= tuple(place)], MOST)


def rows_between(ticket: int, since: str, until: str, more: int, *, with_events: bool = True) -> Window:
    """The rows from the place `since` to `until`, and up to `more` that follow.

    It is what a screen shows that was opened in the middle: `has_later` until it has come to the end.
    """
    begin, end = _read(since), _read(until)
    if begin is None or end is None:
        return last_rows(ticket, with_events=with_events)
    rows: list[Row] = [
        row
        for table, _kind in _tables(ticket, with_events)
        for row in table.filter(created_at__gte=begin[0], created_at__lte=end[0])[:MOST]
        if tuple(begin) <= _place(row) <= tuple(end)
    ]
    rows.sort(key=_place)
    following = _following(ticket, end, more, with_events)
    kept = [*rows, *following[:more]]
    return Window(kept[-MOST:], has_earlier=len(kept) > MOST, has_later=len(following) > more)


def rows_around(ticket: int, message_id: int, *, with_events: bool = True) -> Window | None:
    """Half a page of rows before the message and half a page from it on; None when the thread does not show it."""
    message = _messages(ticket).filter(pk=message_id).first()
    if message is None:
        return None
    place = [message.created_at, MESSAGE, message.pk]
    half = PAGE // 2
    above = _last(_nearest(ticket, place, half, with_events=with_events), half)
    below = _following(ticket, place, half - 1, with_events)
    return Window([*above.rows, message, *below[: half - 1]], above.has_earlier, len(below) > half - 1)


def _last(rows: Sequence[Row], size: int) -> Window:
    ordered = sorted(rows, key=_place, reverse=True)
    return Window(ordered[:size][::-1], has_earlier=len(ordered) > size)


def _nearest(ticket: int, place: list, size: int, *, with_events: bool) -> list[Row]:
    """Of both tables, what stands right before `place`."""
    return [
        row for table, kind in _tables(ticket, with_events) for row in _before(table, kind, place)[: size + 1]
    ]


def _following(ticket: int, place: list, size: int, with_events: bool) -> list[Row]:
    """Of both tables, what stands right behind `place`, oldest first: one more than `size`, if there is."""
    rows = [
        row
        for table, kind in _tables(ticket, with_events)
        for row in _after(table.order_by("created_at", "pk"), kind, place)[: size + 1]
    ]
    return sorted(rows, key=_place)[: size + 1]


def _tables(ticket: int, with_events: bool) -> list[tuple[QuerySet[Event] | QuerySet[Message], int]]:
    return [(_events(ticket, with_events), EVENT), (_messages(ticket), MESSAGE)]


def _events(ticket: int, with_events: bool) -> QuerySet[Event]:
    """What the thread shows of the ticket's events, newest first."""
    events = Event.objects.filter(ticket_id=ticket)
    events = events.exclude(verb__in=SPOKEN_FOR) if with_events else events.filter(verb__in=TALK)
    return events.select_related("agent", "customer").order_by("-created_at", "-pk")


def _messages(ticket: int) -> QuerySet[Message]:
    """The messages of the ticket that were not taken back, newest first."""
    messages = Message.objects.filter(ticket_id=ticket, unsent_at=None).exclude(kind=Kind.SIDE)
    return messages.select_related("agent", "customer", "email").order_by("-created_at", "-pk")


def _last_events(with_events: bool) -> Prepared[Event]:
    return Prepared(lambda ticket: _events(ticket, with_events)[: PAGE + 1], ticket=int)


def _events_since(with_events: bool) -> Prepared[Event]:
    return Prepared(
        lambda ticket, since: _events(ticket, with_events).filter(created_at__gte=since)[: MOST + 1],
        ticket=int,
        since=datetime,
    )


LAST = {with_events: _last_events(with_events) for with_events in (True, False)}
SINCE = {with_events: _events_since(with_events) for with_events in (True, False)}
LAST_MESSAGES = Prepared(lambda ticket: _messages(ticket)[: PAGE + 1], ticket=int)
MESSAGES_SINCE = Prepared(
    lambda ticket, since: _messages(ticket).filter(created_at__gte=since)[: MOST + 1],
    ticket=int,
    since=datetime,
)


def _place(row: Row) -> tuple[datetime, int, int]:
    return row.created_at, MESSAGE if isinstance(row, Message) else EVENT, row.pk


def _read(text: str) -> list | None:
    place = read_place(text, [datetime, int, int])
    return place if place and place[0] else None


def _before(rows: QuerySet, kind: int, place: list) -> QuerySet:
    at, place_kind, pk = place
    if kind < place_kind:
        return rows.filter(created_at__lte=at)
    if kind > place_kind:
        return rows.filter(created_at__lt=at)
    return rows.filter(created_at__lte=at).exclude(created_at=at, pk__gte=pk)


def _after(rows: QuerySet, kind: int, place: list) -> QuerySet:
    at, place_kind, pk = place
    if kind > place_kind:
        return rows.filter(created_at__gte=at)
    if kind < place_kind:
        return rows.filter(created_at__gt=at)
    return rows.filter(created_at__gte=at).exclude(created_at=at, pk__lte=pk)
