"""The thread: messages and what happened between them, in order, the last hundred first.

Events that a message speaks for itself (received, replied, delivered …) are left out; a row of others
is folded to one line. Reading is a fixed number of queries, however long the ticket is.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from shopbell.accounts.permission import Permission
from shopbell.channels.email.side import SideConversation, conversations_of
from shopbell.core.prepared import Prepared
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.ticket import Ticket

from .place import read_place, write_place
from .shown_message import ShownMessage, shown_messages

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
]
FOLDED_FROM = 3
CLOSE = timedelta(minutes=3)
EVENT, MESSAGE = 0, 1  # of one moment, the event comes first


@dataclass
class Entry:
    """One thing of the timeline: a message, or the events that follow each other with no message between."""

    at: datetime
    shown: ShownMessage | None = None
    events: list[Event] = field(default_factory=list)
    begins_day: bool = False
    begins_news: bool = False
    sides: list[SideConversation] = field(default_factory=list)  # that its events tell of, folded

    @property
    def is_folded(self) -> bool:
        return len(self.events) >= FOLDED_FROM


@dataclass(frozen=True)
class Thread:
    entries: list[Entry]
    last_message_id: int = 0
    first: str = ""  # the place of the first entry
    has_earlier: bool = False

    @property
    def channels(self) -> set[str] | None:
        """The channels that its messages came and went on; None when there are more messages than these."""
        if self.has_earlier:
            return None
        return {entry.shown.message.channel for entry in self.entries if entry.shown}


def thread_of(
    ticket: Ticket, agent, *, before: str = "", since: str = "", seen_message_id: int | None = None
) -> Thread:
    """The last entries of `ticket` before the place `before`, or all from the place `since` on.

    Without either, or with unknown ones: the very last. `seen_message_id` is what the agent had read: the
    customer's first message behind it begins the news.
    """
    end, begin = (read_place(text, [datetime, int, int]) for text in (before, since))
    rows, more = _page(ticket, end if end and end[0] else None, begin if begin and begin[0] else None)
    if not agent.may(Permission.PRESENCE_UNSEEN):
        rows = [row for row in rows if isinstance(row, Message) or row.verb != Verb.LOOKED_UNSEEN]
    shown = shown_messages(ticket, [row for row in rows if isinstance(row, Message)], agent)
    entries: list[Entry] = []
    for row in rows:
        if isinstance(row, Message):
            entries.append(Entry(row.created_at, shown=shown[row.pk]))
        elif row.verb != Verb.SIDE_STARTED and _takes_more(entries, row):
            entries[-1].events.append(row)
        else:
            entries.append(Entry(row.created_at, events=[row]))
    _add_sides(entries)
    _mark(entries, seen_message_id)
    first = write_place(list(_place(rows[0]))) if rows else ""
    return Thread(entries, max(shown, default=0), first, more)


def _takes_more(entries: list[Entry], event: Event) -> bool:
    """Whether `event` stands in one entry with the events above it."""
    last = entries[-1] if entries else None
    if last is None or not last.events or last.events[0].verb == Verb.SIDE_STARTED:
        return False
    return _is_same_day(last.at, event.created_at)


def _add_sides(entries: list[Entry]) -> None:
    """Put each side conversation where it is first told of; nothing is asked where there is none.

    That is where it began, or an answer when the beginning is further up or in a ticket that was merged into this.
    """
    told: dict[int, Entry] = {}
    for entry in entries:
        for event in entry.events:
            if event.verb in (Verb.SIDE_STARTED, Verb.SIDE_ANSWERED) and event.data.get("side_id"):
                told.setdefault(event.data["side_id"], entry)
    for pk, side in conversations_of(told).items() if told else ():
        told[pk].sides.append(side)


def _page(ticket: Ticket, end: list | None, begin: list | None) -> tuple[list[Event | Message], bool]:
    """The last rows of both tables before `end`, or from `begin` on, oldest first; and whether there are more above.

    The last hundred of both together are among the last hundred of each.
    """
    size = PAGE
    rows: list[Event | Message]
    if end:
        events, messages = (
            _before(_events(ticket.pk), EVENT, end),
            _before(_messages(ticket.pk), MESSAGE, end),
        )
        rows = [*events[: size + 1], *messages[: size + 1]]
    elif begin:
        size, since = MOST, begin[0]
        rows = [
            *EVENTS_SINCE(ticket=ticket.pk, since=since),
            *MESSAGES_SINCE(ticket=ticket.pk, since=since),
        ]
    else:
        rows = [*LAST_EVENTS(ticket=ticket.pk), *LAST_MESSAGES(ticket=ticket.pk)]
    rows.sort(key=_place, reverse=True)
    return rows[:size][::-1], len(rows) > size


def _events(ticket: int) -> QuerySet[Event]:
    """What the thread shows of the ticket's events, newest first."""
    events = Event.objects.filter(ticket_id=ticket).exclude(verb__in=SPOKEN_FOR)
    return events.select_related("agent", "customer").order_by("-created_at", "-pk")


def _messages(ticket: int) -> QuerySet[Message]:
    """The messages of the ticket that were not taken back, newest first."""
    messages = Message.objects.filter(ticket_id=ticket, unsent_at=None).exclude(kind=Kind.SIDE)
    return messages.select_related("agent", "customer", "email").order_by("-created_at", "-pk")


LAST_EVENTS = Prepared(lambda ticket: _events(ticket)[: PAGE + 1], ticket=int)
LAST_MESSAGES = Prepared(lambda ticket: _messages(ticket)[: PAGE + 1], ticket=int)
EVENTS_SINCE = Prepared(
    lambda ticket, since: _events(ticket).filter(created_at__gte=since)[: MOST + 1],
    ticket=int,
    since=datetime,
)
MESSAGES_SINCE = Prepared(
    lambda ticket, since: _messages(ticket).filter(created_at__gte=since)[: MOST + 1],
    ticket=int,
    since=datetime,
)


def _place(row: Event | Message) -> tuple[datetime, int, int]:
    return row.created_at, MESSAGE if isinstance(row, Message) else EVENT, row.pk


def _before(rows: QuerySet, kind: int, place: list) -> QuerySet:
    at, place_kind, pk = place
    if kind < place_kind:
        return rows.filter(created_at__lte=at)
    if kind > place_kind:
        return rows.filter(created_at__lt=at)
    return rows.filter(created_at__lte=at).exclude(created_at=at, pk__gte=pk)


def _mark(entries: list[Entry], seen_message_id: int | None) -> None:
    """Note where a day begins, where the news begin, and which message follows closely on one of its author's."""
    above: Entry | None = None
    for entry in entries:
        entry.begins_day = above is None or not _is_same_day(above.at, entry.at)
        if entry.shown and above and above.shown and not entry.begins_day:
            entry.shown.is_close = _is_close(above.shown.message, entry.shown.message)
        above = entry
    if not seen_message_id:
        return
    for entry in entries:
        if entry.shown and entry.shown.message.is_from_customer and entry.shown.message.pk > seen_message_id:
            entry.begins_news = True
            return


def _is_close(above: Message, message: Message) -> bool:
    same = (above.agent_id, above.customer_id, above.rule, above.channel, above.kind) == (
        *(message.agent_id, message.customer_id, message.rule, message.channel, message.kind),
    )
    return same and message.created_at - above.created_at < CLOSE


def _is_same_day(one: datetime, other: datetime) -> bool:
    return timezone.localtime(one).date() == timezone.localtime(other).date()
