"""Filters asked of the database: which tickets meet the conditions, how many, and whether one ticket does.

One question for all: lists and counts ask it of the tickets that an agent may see, rules that run by themselves
(triggers, policies, reports) ask it of one ticket, without an agent, and get the same answer.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet, Value

from ..ticket import Ticket, TicketQuerySet
from .condition import Asker, Condition
from .field import FIELDS, Fields


def question(conditions: Iterable[Condition], asker: Asker, fields: Fields = FIELDS) -> Q:
    """All of `conditions` as one `Q`. A field that no installed floor knows is met by nothing."""
    found = Q()
    for each in conditions:
        field = fields.get(each.field)
        if field is None:
            return Q(pk__in=[])
        met = field.condition(each.values, asker)
        found &= ~met if each.is_not else met
    return found


def tickets_of(conditions: Iterable[Condition], asker: Asker) -> TicketQuerySet:
    """The tickets that meet `conditions` among those that the asking agent may see, unordered."""
    if asker.agent is None:
        return Ticket.objects.none()
    return Ticket.objects.visible_to(asker.agent).filter(question(conditions, asker))


def matches(ticket: Ticket, conditions: Iterable[Condition], asker: Asker) -> bool:
    """Whether `ticket`, as it is in the database, meets `conditions`; for an agent only if they may see it."""
    tickets = Ticket.objects.visible_to(asker.agent) if asker.agent else Ticket.objects.all()
    return tickets.filter(pk=ticket.pk).filter(question(conditions, asker)).exists()


def counts_of(lists: Sequence[QuerySet], *, most: int) -> list[int]:
    """How many rows each of `lists` holds, counted no further than to `most`, all in one query."""
    if not lists:
        return []
    parts: list[str] = []
    params: list[Any] = []
    for rows in lists:
        try:
            sql, values = rows.order_by().values_list(Value(1))[:most].query.sql_with_params()
        except EmptyResultSet:
            sql, values = "select 1 where false", ()
        parts.append(f"(select count(*) from ({sql}) counted)")
        params += values
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(parts)}", params)  # noqa: S608 (Django wrote each part)
        return list(cursor.fetchone())
