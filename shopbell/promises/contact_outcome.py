"""What is kept of first contacts: a row for each ticket that was solved, so that a page counts a million at once.

A row is written when the ticket is solved and judged when its days are over; what changes the past of a ticket or of
its neighbours has it looked at again (`contact_looking.py`). So each row is what `look` says of the ticket's events.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q
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
COLUMNS = ("ticket_id", "pk", "verb", "message_id", "actor_kind", "data", "created_at")
SAID = ["solved_at", "outcome", "because", "channel", "team", "need"]  # of a ticket, by its row


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
    return _contacts([ticket])[ticket.pk]


def _contacts(tickets: Sequence[Ticket]) -> dict[int, Contact | None]:
    counting = [each.pk for each in tickets if not (each.is_spam or each.merged_into or _is_deleted(each))]
    found: dict[int, Contact | None] = {each.pk: None for each in tickets}
    events = Event.objects.filter(ticket__in=counting, verb__in=READ).order_by("ticket", "pk")
    for pk, own in groupby(events.values_list(*COLUMNS, named=True), key=lambda event: event.ticket_id):
        found[pk] = contact_of(steps_of(list(own)))
    return found


def _is_deleted(ticket: Ticket) -> bool:
    return getattr(ticket, "deletion", None) is not None


def steps_of(events: list[Any]) -> list[Step]:
    """What they tell of one ticket, without what was taken back."""
    gone = taken_back(events)
    return [_step(event, what) for event in events if event.pk not in gone for what in _whats(event)]


def _step(event: Any, what: What) -> Step:
    channel = event.data.get("channel", "")
    return Step(event.created_at, what, channel, channel in TALKS or event.verb == Verb.CALLED)


def _whats(event: Any) -> list[What]:
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


def need_of(ticket: Ticket) -> int | None:
    """Its contact reason, without the detail."""
    reason = ticket.reason
    return (reason.parent_id or reason.pk) if reason else None


def asked_again_at(solved: Mapping[Ticket, datetime]) -> dict[int, datetime]:
    """When the customer of each ticket opened the next one with the same need after it was solved, where they did.
    Parts of another ticket, and spam, are none."""
    asked = [(each.pk, each.customer_id, need_of(each), at) for each, at in solved.items()]
    columns = [list(column) for column in zip(*asked, strict=True)] or [[], [], [], []]
    with connection.cursor() as cursor:
        cursor.execute(ASKED_AGAIN, [*columns, Verb.SPLIT_OFF])
        return dict(cursor.fetchall())


def look(ticket_id: int, now: datetime | None = None) -> FirstContact | None:
    """Have the row of a ticket say what is known at `now`; None where there is none any more."""
    return look_at([ticket_id], now).get(ticket_id)


@transaction.atomic
def look_at(ticket_ids: Collection[int], now: datetime | None = None) -> dict[int, FirstContact]:
    """The same for many, in as many questions as for one: their rows, by ticket."""
    tickets = _held(ticket_ids)
    contacts = _contacts(tickets)
    again = asked_again_at({each: contact.solved_at for each in tickets if (contact := contacts[each.pk])})
    days, now = ContactPolicy.current().days, now or timezone.now()
    rows: dict[int, FirstContact] = {}
    for ticket in tickets:
        if contact := contacts[ticket.pk]:
            verdict = judge(contact, again.get(ticket.pk), days, now)
            rows[ticket.pk] = _row(ticket, contact.solved_at, contact.channel or ticket.channel, verdict)
        elif ticket.solved_at and ticket.status in (Status.SOLVED, Status.CLOSED):
            # one that nobody answered keeps a row too, so that it is not asked about every day
            rows[ticket.pk] = _row(ticket, ticket.solved_at, ticket.channel, Verdict(Outcome.NONE))
    FirstContact.objects.filter(ticket__in=[each.pk for each in tickets if each.pk not in rows]).delete()
    FirstContact.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["ticket"], update_fields=SAID
    )
    return rows


def _held(ticket_ids: Collection[int]) -> list[Ticket]:
    """They and what makes them count nowhere, held until the transaction ends, in order."""
    locked = (
        Ticket.objects.filter(pk__in=ticket_ids).order_by("pk").select_for_update(of=("self",), no_key=True)
    )
    return list(locked.select_related("reason", "spam", "deletion", "merge__kept"))


def _row(ticket: Ticket, solved_at: datetime, channel: str, verdict: Verdict) -> FirstContact:
    return FirstContact(
        ticket=ticket,
        solved_at=solved_at,
        outcome=str(verdict.outcome),
        because=str(verdict.because or ""),
        channel=channel,
        team_id=ticket.team_id,
        need_id=need_of(ticket),
    )


# a subquery each, since a customer has few tickets and a portion many customers
ASKED_AGAIN = """
select wanted.id, next.at
  from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[]) as wanted(id, customer, need, solved_at)
 cross join lateral (
    select min(o.created_at) as at
      from tickets_ticket o left join tickets_contactreason r on r.id = o.reason_id
     where o.customer_id = wanted.customer and o.created_at > wanted.solved_at and o.id <> wanted.id
       and coalesce(r.parent_id, r.id) is not distinct from wanted.need
       and not exists (select 1 from tickets_deletion d where d.ticket_id = o.id)
       and not exists (select 1 from tickets_spam s where s.ticket_id = o.id)
       and not exists (select 1 from tickets_event e where e.ticket_id = o.id and e.verb = %s)
 ) as next
 where next.at is not null
"""
