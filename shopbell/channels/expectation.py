"""What shoppers may expect: their place and their wait, and the usual time to an answer. A floor above measures it and
says it here; where nobody does, nothing is said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

from .inbox import Inbox


@dataclass(frozen=True)
class Expectations:
    """Sentences in the reader's language; empty where there is nothing honest to say."""

    of_ticket: Callable[[int], dict[str, str] | None]  # `head`, `place`, `wait`, `hint`, `leave`
    of_newcomer: Callable[[Inbox], str]  # the wait of who would begin a chat now
    of_writer: Callable[[Inbox], str]  # the usual time to the answer to a message
    # within which time somebody answers there, by the way that each inbox is
    at_doors: Callable[[Sequence[Inbox]], dict[Inbox, str]]
    promise: Callable[
        [Message], object
    ]  # by when what was asked is answered: the acknowledgement will tell it
    promised: Callable[[Ticket], str]  # the sentence of what a ticket's customer was promised


_says: list[Expectations] = []


def say_expectations(by: Expectations) -> None:
    """Have `by` asked from now on."""
    _says[:] = [by]


def wait_of(ticket_id: int) -> dict[str, str] | None:
    return _says[0].of_ticket(ticket_id) if _says else None


def wait_now(inbox: Inbox) -> str:
    return _says[0].of_newcomer(inbox) if _says else ""


def usual_reply(inbox: Inbox) -> str:
    return _says[0].of_writer(inbox) if _says else ""


def usuals_at_doors(inboxes: Sequence[Inbox]) -> dict[Inbox, str]:
    return _says[0].at_doors(inboxes) if _says else dict.fromkeys(inboxes, "")


def promise_answer(message: Message) -> None:
    """Promise that `message` is answered in time, in the caller's transaction, where there is a goal for that."""
    if _says:
        _says[0].promise(message)


def promised(ticket: Ticket) -> str:
    return _says[0].promised(ticket) if _says else ""
