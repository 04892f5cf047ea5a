"""What the bell opens: the newest notifications of an agent, grouped by ticket, each only while they may read it."""

from dataclasses import dataclass, field

from shopbell.tickets.ticket import Ticket

from .notification import Notification
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
    def id(self) -> str:
        return f"ticket-{self.ticket.pk}" if self.ticket else self.group


def things_of(agent, before: int | None = None) -> tuple[list[Thing], int | None]:
    """What was told last, before the notification `before`; and where the next page begins, if there is one."""
    rows = Notification.objects.shown_to(agent).order_by("-pk")
    if before:
        rows = rows.filter(pk__lt=before)
    related = ("ticket__customer", "event__agent", "event__customer", "event__message")
    found = list(rows.select_related(*related)[: AT_ONCE + 1])
    things: dict[tuple[int, str], Thing] = {}
    for row in found[:AT_ONCE]:
        thing = things.setdefault(row.place, Thing(row.ticket, row.group))
        thing.lines.append(Line(row, sentence(row), _excerpt(row)))
    return list(things.values()), found[AT_ONCE - 1].pk if len(found) > AT_ONCE else None


def _excerpt(row: Notification) -> str:
    message = row.event.message
    if row.ticket is None or message is None or message.unsent_at:
        return ""
    return " ".join(message.text[:400].split())[:140]
