"""Which rules a ticket meets: the conditions of all of them in one question, what the customer wrote, the hours."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet, Value

from shopbell.core.spoken import Spoken
from shopbell.promises.macro_words import hours_of
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.query import question
from shopbell.tickets.message import Kind
from shopbell.tickets.ticket import Ticket

from .rule import Hours, Rule

R = TypeVar("R", bound=Rule)


class Scene:
    """What rules ask of one ticket besides the database's question; each found out once."""

    def __init__(self, ticket: Ticket, now: datetime) -> None:
        self.ticket, self.now = ticket, now

    @cached_property
    def spoken(self) -> Spoken:
        """What the customer wrote last; a new ticket's subject belongs to it."""
        written = self.ticket.messages.filter(kind=Kind.REPLY, customer__isnull=False, agent=None, rule="")
        newest = list(written.order_by("-pk").values_list("text", flat=True)[:2])
        return Spoken(" ".join([self.ticket.subject, *newest] if len(newest) == 1 else newest[:1]))

    @cached_property
    def is_open(self) -> bool:
        kept = hours_of(self.ticket)
        return kept is None or kept.hours_now.is_open(self.now)

    def says_one_of(self, phrases: Sequence[str]) -> bool:
        return any(self.spoken.says(phrase) for phrase in phrases)

    def suits(self, rule: Rule) -> bool:
        """Whether the words and the hours are as `rule` wants them."""
        if rule.words and not self.says_one_of(rule.words):
            return False
        return rule.hours == Hours.ANY or self.is_open == (rule.hours == Hours.OPEN)


def met_by(ticket: Ticket, rules: Sequence[R], now: datetime) -> list[R]:
    """Those of `rules` whose conditions `ticket` meets, as it is in the database, in their order."""
    asker = Asker.of(None, now)
    its = Ticket.objects.undeleted().standing().filter(pk=ticket.pk, spam__isnull=True).order_by()
    parts = [
        its.filter(question(rule.filter, asker)).values_list(Value(place)) for place, rule in enumerate(rules)
    ]
    places = places_met(parts)
    scene = Scene(ticket, now)
    return [rule for place, rule in enumerate(rules) if place in places and scene.suits(rule)]


def places_met(parts: Sequence[QuerySet]) -> set[int]:
    """Which of `parts` holds a row, each of which has its own place as value; one question for all of them."""
    if not parts:
        return set()
    try:
        return {place for (place,) in parts[0].union(*parts[1:], all=True)}
    except EmptyResultSet:  # not one of them can be met
        return set()
