"""What the bell opens: the newest notifications of an agent, grouped by ticket, each only while they may read it."""

from dataclasses import dataclass, field

from shopbell.tickets.ticket import Ticket

from .alone_words import address_of, heading_of
from .decision import Why
from .notification import Notification, newest
from .sentence import sentence

AT_ONCE = 100  # notifications of a page


@dataclass
class Line:
    notification: Notification
    words: str
    excerpt: str = ""


@dataclass
class Thing:
    """A ticket, or a change to many, with what was told of it, newest first."""

    ticket: Ticket | None
    group: str
    lines: list[Line] = field(default_factory=list)

    @property
    def is_unread(self) -> bool:
        return any(line.notification.is_unread for line in self.lines)

    @property
    def heading(self) -> str:
        return str(self.ticket) if self.ticket else heading_of(self.lines[0].notification)

    @property
    def address(self) -> str:
        """Where it leads, when that is no ticket; empty for a change to many."""
        return address_of(self.lines[0].notification)

    @property
    def id(self) -> str:
        return f"ticket-{self.ticket.pk}" if self.ticket else self.group


def things_of(agent, before: int | None = None) -> tuple[list[Thing], int | None]:
    """What was told last, before the notification `before`; and where the next page begins, if there is one."""
    told = Notification.objects.filter(console=Why.SENT)
    rows, older = newest(agent, told.filter(pk__lt=before) if before else told, AT_ONCE)
    things: dict[tuple[int, str], Thing] = {}
    known = (
        "ticket__customer",
        "event__agent",
        "event__customer",
        "event__message",
        "unequal__reason",
        "unequal__team",
        "ask__by",
        "incident_update__incident",
    )
    for row in rows.select_related(*known):
        thing = things.setdefault(row.place, Thing(row.ticket, row.group))
        thing.lines.append(Line(row, sentence(row), _excerpt(row)))
    return list(things.values()), older


def _excerpt(row: Notification) -> str:
    message = row.event.message if row.event else None
    if row.ticket is None or message is None or message.unsent_at:
        return ""
    return " ".join(message.said[:400].split())[:140]
