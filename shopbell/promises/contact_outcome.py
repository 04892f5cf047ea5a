"""What is kept of first contacts: a row for each ticket that was solved, so that a page counts a million at once.

A row is written when the ticket is solved and judged when its days are over; what changes the past of a ticket or of
its neighbours has it looked at again (`contact_looking.py`). So each row is what `look` says of the ticket's events.
"""

from datetime import datetime

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.accounts.team import Team
from shopbell.tickets.actor import Actor
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.status import UNSOLVED, Status
from shopbell.tickets.ticket import Ticket

from .contact_policy import ContactPolicy
from .first_contact import Because, Contact, Outcome, Step, Verdict, What, contact_of, judge
from .history import VERBS as CLOCK_VERBS
from .history import taken_back

TALKS = frozenset({"chat", "call"})  # channels on which both sides are there
OUTCOMES = {
    Outcome.YES: pgettext_lazy("first contact", "Solved at first contact"),
    Outcome.NO: pgettext_lazy("first contact", "Took more than one"),
    Outcome.OPEN: pgettext_lazy("first contact", "Not yet known"),
    Outcome.NONE: _("Not counted"),
}
CAUSES = {
    Because.ANSWERS: _("more than one answer"),
    Because.REOPENED: _("opened again"),
    Because.AGAIN: _("another ticket about the same"),
}
SOLVED = {Verb.SOLVED, Verb.CLOSED}
OPEN = {Verb.OPENED, Verb.REOPENED, Verb.PENDED, Verb.HELD}
READ = {*CLOCK_VERBS, str(Verb.ACTION_PERFORMED), str(Verb.ACTION_UNDONE)}


class FirstContact(models.Model):
    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="first_contact", primary_key=True)
    solved_at = models.DateTimeField()
    outcome = models.CharField(
        max_length=4, choices=[(each.value, label) for each, label in OUTCOMES.items()]
    )
    because = models.CharField(max_length=8, blank=True)
    channel = models.CharField(max_length=20)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="+")
    need = models.ForeignKey(
        ContactReason,
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text="the reason, without its detail",
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["solved_at", "ticket"],
                include=["outcome", "channel", "need", "team"],
                name="first_contact_by_time",
            ),
            models.Index(fields=["solved_at"], condition=Q(outcome="open"), name="first_contacts_to_settle"),
        ]

    @property
    def cause(self) -> str:
        return str(CAUSES[Because(self.because)]) if self.because else ""


def read(ticket: Ticket) -> Contact | None:
    """How `ticket` was solved first, from its events; None for what counts nowhere: spam, deleted, merged away."""
    if ticket.is_spam or ticket.merged_into or hasattr(ticket, "deletion"):
        return None
    return contact_of(steps_of(ticket))


def steps_of(ticket: Ticket) -> list[Step]:
    """What happened to it, without what was taken back."""
    events = list(
        Event.objects.filter(ticket=ticket, verb__in=READ)
        .only("verb", "message_id", "actor_kind", "data", "created_at")
        .order_by("pk")
    )
    gone = taken_back(events)
    return [_step(event, what) for event in events if event.pk not in gone for what in _whats(event)]


def _step(event: Event, what: What) -> Step:
    channel = event.data.get("channel", "")
    return Step(event.created_at, what, channel, channel in TALKS or event.verb == Verb.CALLED)


def _whats(event: Event) -> list[What]:
    """A word of a rule or a bot is no answer, a call that reached them is. A ticket that comes in by a merge is a
    question."""
    is_person = event.actor_kind == Actor.AGENT
    if event.verb == Verb.RECEIVED:
        return [] if event.data.get("automatic") else [What.ASKED]
    if event.verb == Verb.REPLIED:
        return [What.ANSWERED] if is_person and not event.data.get("no_answer") else []
    if event.verb == Verb.CALLED:
        return [What.ANSWERED] if is_person and event.data.get("outcome") == "reached" else []
    if event.verb == Verb.ACTION_PERFORMED:
        return [What.ACTED] if is_person else []
    if event.verb in SOLVED:
        return [What.SOLVED]
    if event.verb in OPEN:
        return [What.OPENED]
    if event.verb == Verb.SPLIT_OFF:
        return [What.ASKED]
    if event.verb == Verb.MERGED:
        is_opened = event.data.get("after") in UNSOLVED
        return [What.ASKED, *([What.OPENED] if is_opened else [])]
    return []


def asked_again_at(ticket: Ticket, solved_at: datetime) -> datetime | None:
    """When its customer opened the next ticket with the same need; parts of another one, and spam, are none."""
    others = Ticket.objects.undeleted().filter(customer=ticket.customer_id, created_at__gt=solved_at)
    others = others.filter(spam__isnull=True).exclude(pk=ticket.pk)
    parts = Event.objects.filter(ticket=OuterRef("pk"), verb=Verb.SPLIT_OFF)
    need = need_of(ticket)
    same = others.alias(need=Coalesce(F("reason__parent_id"), F("reason_id")))
    same = same.filter(need=need) if need else same.filter(reason=None)
    return same.exclude(Exists(parts)).order_by("created_at").values_list("created_at", flat=True).first()


def need_of(ticket: Ticket) -> int | None:
    """Its contact reason, without the detail."""
    reason = ticket.reason
    return (reason.parent_id or reason.pk) if reason else None


@transaction.atomic
def look(ticket_id: int, now: datetime | None = None) -> FirstContact | None:
    """Have the row of a ticket say what is known at `now`; None where there is none any more."""
    ticket = Ticket(pk=ticket_id)
    try:
        ticket.lock()
    except Ticket.DoesNotExist:
        return None
    contact = read(ticket)
    if contact is None:
        return _not_counted(ticket)
    again_at = asked_again_at(ticket, contact.solved_at)
    verdict = judge(contact, again_at, ContactPolicy.current().days, now or timezone.now())
    return _keep(ticket, contact.solved_at, contact.channel or ticket.channel, verdict)


def _not_counted(ticket: Ticket) -> FirstContact | None:
    """A solved ticket that nobody answered keeps a row too, so that it is not asked about every day."""
    if ticket.status not in (Status.SOLVED, Status.CLOSED) or ticket.solved_at is None:
        FirstContact.objects.filter(ticket=ticket).delete()
        return None
    return _keep(ticket, ticket.solved_at, ticket.channel, Verdict(Outcome.NONE))


def _keep(ticket: Ticket, solved_at: datetime, channel: str, verdict: Verdict) -> FirstContact:
    said = {
        "solved_at": solved_at,
        "outcome": str(verdict.outcome),
        "because": str(verdict.because or ""),
        "channel": channel,
        "team_id": ticket.team_id,
        "need_id": need_of(ticket),
    }
    return FirstContact.objects.update_or_create(ticket=ticket, defaults=said)[0]
