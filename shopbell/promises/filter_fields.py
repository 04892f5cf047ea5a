"""What filters may ask of promises: how those of a ticket stand, and when the next one is due.

A promise *runs* while the customer may still be kept waiting by us; one that was kept or broken is an outcome, and
stays that. Only running ones are due. Besides, whether a ticket was solved at first contact.
"""

from collections.abc import Callable, Sequence

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.tickets.filter.condition import Asker, Value, Words
from shopbell.tickets.filter.field import Field, register
from shopbell.tickets.filter.kind import Choice
from shopbell.tickets.filter.measure import Moment

from .contact_outcome import FirstContact
from .first_contact import Outcome as Contact
from .goal_outcome import MISTAKE, GoalOutcome, Outcome
from .ticket_clocks import TicketClocks
from .voided_goals import VoidedTicket

NONE_ANY: dict[str, Words] = {"none": _("none"), "any": _("any")}
DUE = Moment({**NONE_ANY}, ("<30min", "<2h", "<1d", "today"), is_ahead=True)


def _clocks(met: Q) -> Q:
    """Tickets of whose running promises `met` holds; few run, so their small index answers."""
    return Q(pk__in=TicketClocks.objects.filter(met, due_at__isnull=False).values("ticket"))


def _ended(outcome: str) -> Q:
    return Q(Exists(GoalOutcome.objects.filter(ticket=OuterRef("pk"), outcome=outcome)))


RUNNING: dict[str, Callable[[Asker], Q]] = {  # of the clocks
    "overdue": lambda asker: Q(due_at__lte=asker.now),
    "risk": lambda asker: Q(warn_at__lte=asker.now, due_at__gt=asker.now),
}


def _broken(asker: Asker) -> Q:
    return _clocks(RUNNING["overdue"](asker)) | _ended(Outcome.BROKEN)


def _due(values: Sequence[Value], asker: Asker) -> Q:
    when = [value for value in values if value not in NONE_ANY]
    found = _clocks(DUE.condition("due_at", when, asker)) if when else Q(pk__in=[])
    if "any" in values:
        found |= _clocks(Q())
    return found | ~_clocks(Q()) if "none" in values else found


WORDS: dict[str, Words] = {
    "overdue": pgettext_lazy("promise", "overdue"),
    "risk": pgettext_lazy("promise", "at risk"),
    "running": pgettext_lazy("promise", "running"),
    "broken": pgettext_lazy("promise", "broken"),
    "kept": pgettext_lazy("promise", "kept"),
    "void": pgettext_lazy("promise", "taken back"),
    "none": _("none"),
}


def _promise(values: Sequence[Value], asker: Asker) -> Q:
    """What is asked of running promises is one question: joined by "or" each would be asked of every ticket."""
    found, running = Q(), Q()
    for value in values:
        if ask := RUNNING.get(str(value)):
            running |= ask(asker)
    if "running" in values:
        # all of them; said twice, PostgreSQL would take them for a fiftieth, and sort them all
        found |= _clocks(Q())
    elif running:
        found |= _clocks(running)
    if "broken" in values:
        found |= _broken(asker)
    if "kept" in values:
        found |= _ended(Outcome.KEPT) & ~_broken(asker)
    if "void" in values:
        mistaken = GoalOutcome.objects.filter(ticket=OuterRef("pk"), outcome=Outcome.VOID, because=MISTAKE)
        told = VoidedTicket.objects.filter(void__restored_at=None, ticket=OuterRef("pk"))
        found |= Q(Exists(mistaken)) | Q(Exists(told))  # told also where nothing had ended by then
    if "none" in values:
        found |= ~_clocks(Q()) & ~Q(Exists(GoalOutcome.objects.filter(ticket=OuterRef("pk"))))
    return found or Q(pk__in=[])


CONTACTS: dict[str, Words] = {
    Contact.YES: pgettext_lazy("first contact", "yes"),
    Contact.NO: pgettext_lazy("first contact", "no"),
    Contact.OPEN: pgettext_lazy("first contact", "not yet known"),
    Contact.NONE: _("none"),
}


def _first_contact(values: Sequence[Value], asker: Asker) -> Q:
    """`none`: not solved, or without a person's answer."""
    counted = [value for value in values if value != Contact.NONE]
    found = (
        Q(pk__in=FirstContact.objects.filter(outcome__in=counted).values("ticket"))
        if counted
        else Q(pk__in=[])
    )
    if Contact.NONE in values:
        counts = FirstContact.objects.exclude(outcome=Contact.NONE).filter(ticket=OuterRef("pk"))
        found |= ~Q(Exists(counts))
    return found


def register_fields() -> None:
    register(Field("promise", _("Promise"), Choice(WORDS), _promise, "promise:risk,overdue", ("goal", "sla")))
    register(Field("due", _("Promise due"), DUE, _due, "due:<2h", ("deadline",)))
    register(
        Field(
            "first-contact",
            _("First contact"),
            Choice(CONTACTS),
            _first_contact,
            "first-contact:yes",
            ("firstcontact", "fcr"),
        )
    )
