"""Whether a matter was solved at first contact: a pure reading of what happened to its ticket, without Django.

A ticket counts when it was solved and a person had answered it, or had acted for the customer, by then. It was solved
*at first contact* when that took one answer, it was not reopened within so many days, and the customer opened no other
ticket with the same need within them. Until they are over it is *open*, however it looks by then: else a week would
be judged by its failures first.

Answers between which the customer wrote nothing are one. So are those of one talk: what is said in a chat or a call
goes to and fro, and an hour must pass before it counts as a new one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

TALK = timedelta(hours=1)  # an answer this soon after the last one belongs to the same talk


class What(StrEnum):
    ASKED = "asked"  # the customer wrote
    ANSWERED = "answered"  # a person did
    ACTED = "acted"  # a person did something on an order, or for the customer
    SOLVED = "solved"
    OPENED = "opened"  # after it was solved


class Step(NamedTuple):
    at: datetime
    what: What
    channel: str = ""
    is_talk: bool = False  # both sides are there, as in a chat


class Outcome(StrEnum):
    OPEN = "open"  # its days are not over
    YES = "yes"
    NO = "no"
    NONE = "none"  # it does not count: no person answered or acted


class Because(StrEnum):
    """What spoke against it first."""

    ANSWERS = "answers"
    REOPENED = "reopened"
    AGAIN = "again"  # another ticket


@dataclass(frozen=True)
class Contact:
    """How a matter was solved first. `answers` is at least one; `channel` is where the customer had written last."""

    solved_at: datetime
    answers: int
    channel: str = ""
    reopened_at: datetime | None = None


class Verdict(NamedTuple):
    outcome: Outcome
    because: Because | None = None


def contact_of(steps: Iterable[Step]) -> Contact | None:
    """What the steps of a ticket, in order, come to; None where it was never solved with a person's doing."""
    reading = _Reading()
    for step in steps:
        reading.take(step)
    return reading.contact


def judge(contact: Contact, again_at: datetime | None, days: int, now: datetime) -> Verdict:
    """Whether it was solved at first contact, as known at `now`; `again_at` is when the customer opened another ticket
    with the same need after that."""
    until = contact.solved_at + timedelta(days=days)
    if now < until:
        return Verdict(Outcome.OPEN)
    if contact.answers > 1:
        return Verdict(Outcome.NO, Because.ANSWERS)
    if contact.reopened_at and contact.reopened_at < until:
        return Verdict(Outcome.NO, Because.REOPENED)
    if again_at and again_at < until:
        return Verdict(Outcome.NO, Because.AGAIN)
    return Verdict(Outcome.YES)


class _Reading:
    def __init__(self) -> None:
        self.contact: Contact | None = None
        self.answers = 0
        self.has_acted = self.is_asked = False
        self.answered_at: datetime | None = None
        self.channel = ""

    def take(self, step: Step) -> None:
        if self.contact is None:
            self._before(step)
        elif step.what == What.OPENED and self.contact.reopened_at is None:
            self.contact = replace(self.contact, reopened_at=step.at)

    def _before(self, step: Step) -> None:
        if step.what == What.ASKED:
            self.is_asked, self.channel = True, step.channel or self.channel
        elif step.what == What.ANSWERED:
            self._answered(step)
        elif step.what == What.ACTED:
            self.has_acted = True
        elif step.what == What.SOLVED and (self.answers or self.has_acted):
            self.contact = Contact(step.at, max(self.answers, 1), self.channel)

    def _answered(self, step: Step) -> None:
        """Words before any question are the shop's own, and no answer."""
        is_same_talk = step.is_talk and self.answered_at is not None and step.at - self.answered_at < TALK
        if self.is_asked and not (is_same_talk and self.answers):
            self.answers += 1
        if self.answers:
            self.is_asked, self.answered_at = False, step.at
