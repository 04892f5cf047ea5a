"""The thread: messages and what happened between them, in order, a hundred at a time.

It opens at its end, at what the agent has not read, or around a message. Events that a message speaks for itself
(received, replied …) are left out, and all of them for an agent who wants messages only; a row of others is folded
to one line. Reading is a fixed number of queries, however long the ticket is.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from shopbell.accounts.permission import Permission
from shopbell.channels.email.side import SideConversation, conversations_of
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.message import Message
from shopbell.tickets.seen import first_unread
from shopbell.tickets.ticket import Ticket

from .shown_message import ShownMessage, shown_messages
from .thread_rows import Window, all_rows, last_rows, rows_around, rows_before, rows_between, rows_since

FOLDED_FROM = 3
CLOSE = timedelta(minutes=3)
BEGINNINGS = {Verb.SIDE_STARTED, Verb.FORWARDED}  # of side conversations


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
    last: str = ""
    has_earlier: bool = False
    has_later: bool = False

    @property
    def channels(self) -> set[str] | None:
        """The channels that its messages came and went on; None when there are more messages than these."""
        if self.has_earlier or self.has_later:
            return None
        return {entry.shown.message.channel for entry in self.entries if entry.shown}

    @property
    def has_automatic(self) -> bool:
        """Whether a program wrote a mail among its messages."""
        return any(entry.shown and entry.shown.is_automatic for entry in self.entries)


def open_thread(ticket: Ticket, agent, *, seen_message_id: int, message_id: int = 0) -> Thread:
    """What an agent sees who opens `ticket`: its end, or where they stopped reading when that is further up.

    With `message_id` the part around that message, if the thread shows it.
    """
    with_events = agent.shows_events
    window = rows_around(ticket.pk, message_id, with_events=with_events) if message_id else None
    window = window or _unread_from(
        ticket, last_rows(ticket.pk, with_events=with_events), seen_message_id, agent
    )
    return _told(ticket, agent, window, seen_message_id)


def thread_of(
    ticket: Ticket, agent, *, before: str = "", since: str = "", seen_message_id: int | None = None
) -> Thread:
    """The last entries of `ticket` before the place `before`, or all from the place `since` on.

    Without either, or with unknown ones: the very last. `seen_message_id` is what the agent had read: the
    customer's first message behind it begins the news.
    """
    with_events = agent.shows_events
    if before:
        window = rows_before(ticket.pk, before, with_events=with_events)
    else:
        window = rows_since(ticket.pk, since, with_events=with_events)
    return _told(ticket, agent, window, seen_message_id)


def part_of(
    ticket: Ticket, agent, *, since: str, until: str, more: int = 0, seen_message_id: int | None = None
) -> Thread:
    """The entries from `since` to `until`, and up to `more` behind them: of a screen that was opened in the middle."""
    window = rows_between(ticket.pk, since, until, more, with_events=agent.shows_events)
    return _told(ticket, agent, window, seen_message_id)


def whole_thread(ticket: Ticket, agent) -> Thread:
    """All of it, to be read from paper; of a very long one the end."""
    return _told(ticket, agent, all_rows(ticket.pk), None)


def _unread_from(ticket: Ticket, end: Window, seen_message_id: int, agent) -> Window:
    """`end`, or the part where the unread messages begin; that is asked only when all of `end` is unread."""
    asked = [row for row in end.rows if isinstance(row, Message) and row.is_from_customer]
    if not (end.has_earlier and seen_message_id) or any(row.pk <= seen_message_id for row in asked):
        return end
    unread = first_unread(ticket, seen_message_id)
    if unread is None or unread in asked:
        return end
    return rows_around(ticket.pk, unread.pk, with_events=agent.shows_events) or end


def _told(ticket: Ticket, agent, window: Window, seen_message_id: int | None) -> Thread:
    """The rows as entries: messages, and the events between them."""
    rows = window.rows
    if not agent.may(Permission.PRESENCE_UNSEEN):
        rows = [row for row in rows if isinstance(row, Message) or row.verb != Verb.LOOKED_UNSEEN]
    shown = shown_messages(ticket, [row for row in rows if isinstance(row, Message)], agent)
    entries: list[Entry] = []
    for row in rows:
        if isinstance(row, Message):
            entries.append(Entry(row.created_at, shown=shown[row.pk]))
        elif row.verb not in BEGINNINGS and _takes_more(entries, row):
            entries[-1].events.append(row)
        else:
            entries.append(Entry(row.created_at, events=[row]))
    _add_sides(entries)
    _mark(entries, seen_message_id)
    return Thread(
        entries, max(shown, default=0), window.first, window.last, window.has_earlier, window.has_later
    )


def _takes_more(entries: list[Entry], event: Event) -> bool:
    """Whether `event` stands in one entry with the events above it."""
    last = entries[-1] if entries else None
    if last is None or not last.events or last.events[0].verb in BEGINNINGS:
        return False
    return _is_same_day(last.at, event.created_at)


def _add_sides(entries: list[Entry]) -> None:
    """Put each side conversation where it is first told of; nothing is asked where there is none.

    That is where it began, or an answer when the beginning is further up or in a ticket that was merged into this.
    """
    told: dict[int, Entry] = {}
    for entry in entries:
        for event in entry.events:
            if event.verb in (*BEGINNINGS, Verb.SIDE_ANSWERED) and event.data.get("side_id"):
                told.setdefault(event.data["side_id"], entry)
    for pk, side in conversations_of(told).items() if told else ():
        told[pk].sides.append(side)


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
