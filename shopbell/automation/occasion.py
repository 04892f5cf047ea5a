"""What a trigger listens to, in words of the people who write it: each occasion is some verbs of the timeline."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shopbell.tickets.actor import Actor
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.spam import was_held


@dataclass(frozen=True)
class Occasion:
    label: Promise
    verbs: frozenset[str]
    is_meant: Callable[[Event], bool] = lambda event: True  # of the events of these verbs
    meant: Q = Q()  # the same asked of the database, as far as one event tells it


def _occasion(label: Promise, *verbs: Verb, **more) -> Occasion:
    return Occasion(label, frozenset(map(str, verbs)), **more)


OCCASIONS: dict[str, Occasion] = {
    "opened": _occasion(
        _("A ticket is opened"), Verb.CREATED, Verb.UNMARKED_SPAM,
        is_meant=lambda event: event.verb == Verb.CREATED or was_held(event),
    ),
    "received": _occasion(
        _("The customer writes"),
        Verb.RECEIVED,
        is_meant=lambda event: not event.data.get("automatic"),
        meant=~Q(data__contains={"automatic": True}),
    ),
    "replied": _occasion(
        _("An agent answers"),
        Verb.REPLIED,
        is_meant=lambda event: event.actor_kind == Actor.AGENT and not event.data.get("no_answer"),
        meant=Q(actor_kind=Actor.AGENT) & ~Q(data__contains={"no_answer": True}),
    ),
    "noted": _occasion(_("A note is added"), Verb.NOTED),
    "assigned": _occasion(_("The assignee changes"), Verb.ASSIGNED, Verb.UNASSIGNED),
    "moved": _occasion(_("The team changes"), Verb.MOVED),
    "pended": _occasion(_("It becomes pending"), Verb.PENDED),
    "held": _occasion(_("It is put on hold"), Verb.HELD),
    "solved": _occasion(_("It is solved"), Verb.SOLVED),
    "reopened": _occasion(_("It is opened again"), Verb.OPENED, Verb.REOPENED),
    "classified": _occasion(_("The contact reason is chosen"), Verb.CLASSIFIED),
    "prioritized": _occasion(_("The priority changes"), Verb.PRIORITIZED),
    "tagged": _occasion(_("A tag is added or removed"), Verb.TAGGED, Verb.UNTAGGED),
    "order_linked": _occasion(_("An order is linked"), Verb.ORDER_LINKED),
    "acted": _occasion(_("An action is done on the order"), Verb.ACTION_PERFORMED),
    "stuck": _occasion(_("A parcel of its order gets stuck"), Verb.PARCEL_STUCK),
    "call_asked": _occasion(_("A call back is asked for"), Verb.CALL_ASKED),
    "called": _occasion(_("An agent calls the customer back"), Verb.CALLED),
    "at_risk": _occasion(_("A promise is at risk"), Verb.PROMISE_AT_RISK, Verb.PROMISE_NEAR),
    "broken": _occasion(_("A promise is broken"), Verb.PROMISE_BROKEN, Verb.PROMISE_OWED),
}  # fmt: skip


def verbs_of(names: list[str]) -> set[str]:
    """The verbs of these occasions; one that a later version knows no more has none."""
    return set().union(*(OCCASIONS[name].verbs for name in names if name in OCCASIONS))


def meant_by(names: list[str]) -> Q:
    """The events of these occasions, as far as the events themselves tell it."""
    found = Q(pk__in=[])
    for occasion in (OCCASIONS[name] for name in names if name in OCCASIONS):
        found |= Q(verb__in=occasion.verbs) & occasion.meant
    return found
