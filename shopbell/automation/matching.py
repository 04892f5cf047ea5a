"""Which rules a ticket meets: the conditions of all of them in one question, what the customer wrote, the hours."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache, cached_property, lru_cache
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Value

from shopbell.core.spoken import Spoken
from shopbell.promises.business_hours import hours_for, hours_of
from shopbell.promises.hours import Openness
from shopbell.tickets.filter.condition import Asker, Filter
from shopbell.tickets.filter.query import question
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.ticket import Ticket

from .rule import Hours, Rule

R = TypeVar("R", bound=Rule)
STAND_IN = 1 << 60  # no ticket has this number
KEPT_SECONDS = 5
IN_REACH = (
    -1
)  # the place that says that rules may act on it at all: it is no spam, neither deleted nor merged
WAY = ("team", "arrival__inbox", "channel")  # what says whose hours hold


def _written() -> QuerySet[Message]:
    """What customers themselves wrote, the newest first."""
    own = Message.objects.filter(kind=Kind.REPLY, customer__isnull=False, agent=None, rule="")
    return own.order_by("-pk")


def with_newest(tickets: QuerySet) -> QuerySet:
    """`tickets`, each with the `newest` two texts of its customer: one question for any number of them."""
    its = _written().filter(ticket=OuterRef("pk")).values("text")
    return tickets.annotate(newest=ArraySubquery(its[:2]))


def words_last_said(ticket: Ticket, newest: Sequence[str]) -> Spoken:
    """What the customer wrote last; a new ticket's subject belongs to it."""
    return Spoken(" ".join([ticket.subject, *newest] if len(newest) == 1 else newest[:1]))


class Scene:
    """What rules ask of one ticket besides the database's question; each found out once."""

    def __init__(self, ticket: Ticket, now: datetime) -> None:
        self.ticket, self.now = ticket, now

    @cached_property
    def spoken(self) -> Spoken:
        newest = list(_written().filter(ticket=self.ticket).values_list("text", flat=True)[:2])
        return words_last_said(self.ticket, newest)

    @cached_property
    def is_open(self) -> bool:
        kept = hours_of(self.ticket)
        return kept is None or kept.hours_now.is_open(self.now)

    def says_one_of(self, phrases: Sequence[str]) -> bool:
        return any(self.spoken.says(phrase) for phrase in phrases)

    def suits_words(self, rule: Rule) -> bool:
        return not rule.words or self.says_one_of(rule.words)

    def suits(self, rule: Rule) -> bool:
        """Whether the words and the hours are as `rule` wants them."""
        if not self.suits_words(rule):
            return False
        return rule.hours == Hours.ANY or self.is_open == (rule.hours == Hours.OPEN)


def openings() -> Callable[..., bool]:
    """Answers whether it was open at a moment, by what the hours said then, for what came in by a way; each is looked
    up once."""

    @cache
    def hours_by(team: int | None, inbox: int | None, channel: str) -> Openness | None:
        kept = hours_for(team_id=team, inbox_id=inbox, channel=channel)
        return kept.hours if kept else None

    def is_open(at: datetime, *way: Any) -> bool:
        hours = hours_by(*way)
        return hours is None or hours.is_open(at)

    return is_open


def while_hours_suit(rule: Rule, tickets: QuerySet, now: datetime) -> QuerySet:
    """Those of `tickets` whose hours are as `rule` wants them, asked once for all that came in by the same way."""
    if rule.hours == Hours.ANY:
        return tickets
    suited, is_open = Q(pk__in=[]), openings()
    for team, inbox, channel in tickets.order_by().values_list(*WAY).distinct():
        if is_open(now, team, inbox, channel) == (rule.hours == Hours.OPEN):
            suited |= Q(team=team, arrival__inbox=inbox, channel=channel)
    return tickets.filter(suited)


def met_by(ticket: Ticket, rules: Sequence[R], now: datetime) -> list[R]:
    """Those of `rules` whose conditions `ticket` meets, as it is in the database, in their order."""
    if not rules:
        return []
    asked = _question(tuple(rule.filter for rule in rules), int(now.timestamp() / KEPT_SECONDS))
    places = _places(ticket.pk, *asked)
    scene = Scene(ticket, now)
    met = [rule for place, rule in enumerate(rules) if place in places] if IN_REACH in places else []
    return [rule for rule in met if scene.suits(rule)]


@lru_cache(maxsize=30)
def _question(filters: tuple[Filter, ...], moment: int) -> tuple[str, tuple]:
    """Which of `filters` a ticket meets, by their places, as SQL with `STAND_IN` for its number.

    Writing fifty conditions as SQL takes Django a hundred times as long as asking them. So it is kept for some seconds,
    by which ages such as `created:<7d` are then too short.
    """
    asker = Asker.of(None, datetime.fromtimestamp(moment * KEPT_SECONDS, UTC))
    its = Ticket.objects.filter(pk=STAND_IN).order_by()
    in_reach = its.undeleted().standing().filter(spam__isnull=True).values_list(Value(IN_REACH))
    parts = [
        its.filter(question(each, asker)).values_list(Value(place)) for place, each in enumerate(filters)
    ]
    return in_reach.union(*parts, all=True).query.sql_with_params()


def _places(ticket_id: int, sql: str, params: tuple) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [ticket_id if each == STAND_IN else each for each in params])
        return {place for (place,) in cursor.fetchall()}


def places_met(parts: Sequence[QuerySet]) -> set[int]:
    """Which of `parts` holds a row, each of which has its own place as value; one question for all of them."""
    if not parts:
        return set()
    try:
        return {place for (place,) in parts[0].union(*parts[1:], all=True)}
    except EmptyResultSet:  # not one of them can be met
        return set()
