"""What goals that were a mistake had set off before somebody saw it: who was told, and what rules raised.

Taking back leaves it as it is: an agent may have worked by it since, and a rule may have had another reason as well. So
whoever takes back is told, and led to the tickets.
"""

from dataclasses import dataclass

from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from shopbell.tickets.event import Event, Verb
from shopbell.tickets.ticket import Ticket

from .voided_goals import tickets_behind

TOLD = [Verb.PROMISE_AT_RISK, Verb.PROMISE_BROKEN]


@dataclass(frozen=True)
class Left:
    told: int  # tickets whose agents were told that a promise is at risk or broken
    raised: int  # tickets that a rule raised because of it, and that still stand there


def told_by(version_id: int, tickets: QuerySet[Ticket]) -> QuerySet[Event]:
    """What was told of promises in these tickets while the version was the chosen one."""
    chosen = Event.objects.filter(ticket=OuterRef("ticket"), verb=Verb.GOALS_CHOSEN, pk__lt=OuterRef("pk"))
    last = chosen.order_by("-pk").annotate(version=KeyTextTransform("policy_version", "data"))
    told = Event.objects.filter(ticket__in=tickets.order_by().values("pk"), verb__in=TOLD)
    return told.annotate(version=Subquery(last.values("version")[:1])).filter(version=str(version_id))


def raised_by(version_id: int) -> QuerySet[Ticket]:
    """The tickets that a rule raised since a promise of the version was late or at risk; not those changed since."""
    told = told_by(version_id, tickets_behind(version_id))
    raised = Event.objects.filter(verb=Verb.PRIORITIZED, cause__in=told.values("pk")).annotate(
        priority=_number("priority"), before=_number("before")
    )
    raised = raised.filter(priority__gt=F("before"), priority=F("ticket__priority"))
    return Ticket.objects.filter(pk__in=raised.values("ticket"))


def left_by(version_id: int) -> Left:
    told = told_by(version_id, tickets_behind(version_id)).values("ticket").distinct()
    return Left(told.count(), raised_by(version_id).count())


def _number(key: str) -> Cast:
    return Cast(KeyTextTransform(key, "data"), IntegerField())
