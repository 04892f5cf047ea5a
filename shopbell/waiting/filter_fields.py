"""What filters may ask of calls: who waits for one, and by when it is due."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.promises.filter_fields import DUE
from shopbell.promises.promise import Kind, Promise
from shopbell.promises.promise import Outcome as Fate
from shopbell.tickets.filter.condition import Asker, Value, Words
from shopbell.tickets.filter.field import Field, register
from shopbell.tickets.filter.kind import Choice

from .call_back import CallBack, Outcome

OPEN, NONE = "open", "none"
LAST = Promise.objects.filter(kind=Kind.CALL, ticket=OuterRef("ticket")).order_by("-pk").values("pk")[:1]
DUE_CALLS = Promise.objects.filter(outcome__in=[Fate.OPEN, Fate.BROKEN], pk=Subquery(LAST))
WORDS: dict[str, Words] = {
    OPEN: pgettext_lazy("call", "Not made yet"),
    Outcome.REACHED: Outcome.REACHED.label,
    Outcome.MISSED: Outcome.MISSED.label,
    Outcome.DECLINED: Outcome.DECLINED.label,
    Outcome.OFF: Outcome.OFF.label,
    NONE: _("none"),
}


def _call(values: Sequence[Value], asker: Asker) -> Q:
    found = Q(pk__in=[])
    if OPEN in values:  # few are open, so their small index answers
        found |= Q(pk__in=CallBack.objects.filter(ended_at=None).values("ticket"))
    if ended := [value for value in values if value not in (OPEN, NONE)]:
        found |= Q(Exists(CallBack.objects.filter(ticket=OuterRef("pk"), outcome__in=ended)))
    if NONE in values:
        found |= ~Q(Exists(CallBack.objects.filter(ticket=OuterRef("pk"))))
    return found


def call_due_at() -> Subquery:
    """By when the customer of a ticket is to be called, to sort tickets by."""
    return Subquery(DUE_CALLS.filter(ticket=OuterRef("pk")).values("due_at"))


def _call_due(values: Sequence[Value], asker: Asker) -> Q:
    calls = DUE_CALLS.filter(ticket__in=CallBack.objects.filter(ended_at=None).values("ticket"))
    found = Q(pk__in=[])
    if when := [value for value in values if value not in ("none", "any")]:
        found |= Q(pk__in=calls.filter(DUE.condition("due_at", when, asker)).values("ticket"))
    if "any" in values:
        found |= Q(pk__in=calls.values("ticket"))
    return found | ~Q(pk__in=calls.values("ticket")) if "none" in values else found


def register_fields() -> None:
    register(
        Field(
            "callback", pgettext_lazy("phone", "Call back"), Choice(WORDS), _call, "callback:open", ("call",)
        )
    )
    register(Field("calldue", _("Call due"), DUE, _call_due, "calldue:<2h"))
