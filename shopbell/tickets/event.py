"""The timeline: what happened to a ticket, who did it, when and why. Rows are never edited.

An event is also what wakes the floors above: `record` enqueues the reactions in the same
transaction, once per ticket and transaction, so that nothing is lost and nothing happens for a
change that was rolled back. `reactions.py` says who cares for which verb; for what nobody cares
for there is no job, or a tag put on a hundred thousand tickets would make as many.
"""

import json
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from shopbell.core.bus import CHANNEL

from .actor import Actor, actor_fields
from .because import with_what_led_to_it
from .rule import rule_label

if TYPE_CHECKING:
    from .ticket import Ticket

REACT = "shopbell.reactions.react"  # by name: the list stands on the top floor


class Verb(models.TextChoices):
    """Past participles; each has its sentence in templates/tickets/events/<verb>.html."""

    CREATED = "created"
    RECEIVED = "received"  # the customer wrote
    REPLIED = "replied"
    NOTED = "noted"
    SCHEDULED = "scheduled"  # an agent wrote a reply that is sent later
    UNSCHEDULED = "unscheduled"  # it is not: called back, or the customer wrote before
    UNSENT = "unsent"  # an agent took a reply back before it left
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    MOVED = "moved"  # to another team
    OPENED = "opened"
    PENDED = "pended"
    HELD = "held"
    SOLVED = "solved"
    REOPENED = "reopened"
    CLOSED = "closed"
    CLASSIFIED = "classified"  # contact reason
    STAGE_CHOSEN = "stage_chosen"  # before, during or after purchase
    COMPLEXITY_FOUND = "complexity_found"  # by its facts: simple, ordinary or complex
    COMPLEXITY_CHOSEN = "complexity_chosen"  # by an agent
    PRIORITIZED = "prioritized"
    TAGGED = "tagged"
    UNTAGGED = "untagged"
    RENAMED = "renamed"  # subject
    INCIDENT_JOINED = "incident_joined"  # it is about what the status page tells of
    INCIDENT_LEFT = "incident_left"
    REACTED = "reacted"
    FILLED = "filled"  # a custom field
    MARKED_SPAM = "marked_spam"
    UNMARKED_SPAM = "unmarked_spam"
    BLOCKED = "blocked"  # the customer, by what they are known by
    UNBLOCKED = "unblocked"
    DELETED = "deleted"
    RESTORED = "restored"
    SIDE_STARTED = "side_started"  # a conversation with somebody else than the customer
    FORWARDED = "forwarded"  # to somebody else, which begins such a conversation
    REDIRECTED = "redirected"  # as it came, to somebody who answers the customer
    INBOX_CHANGED = "inbox_changed"  # the one that its mails leave from
    SIDE_WRITTEN = "side_written"
    SIDE_ANSWERED = "side_answered"
    ASKED_FOR = "asked_for"  # an agent by name, by the customer
    OFFERED = "offered"  # to an agent, who may accept it
    OFFER_DECLINED = "offer_declined"
    OFFER_MISSED = "offer_missed"  # its time ran out
    OFFER_WITHDRAWN = "offer_withdrawn"
    UNMANNED = "unmanned"  # the customer waits live, and nobody is there for them
    TRANSFERRED = "transferred"  # to another agent or team, with a brief
    TRANSFER_UNDONE = "transfer_undone"
    BRIEF_READ = "brief_read"
    SAT_IN = "sat_in"  # a lead, on the agent who answers
    WHISPERED = "whispered"  # to that agent, in a note
    TAKEN_OVER = "taken_over"
    LOOKED_UNSEEN = "looked_unseen"  # somebody whose role allows it
    TASK_ADDED = "task_added"
    TASK_CHANGED = "task_changed"
    TASK_DONE = "task_done"
    TASK_REOPENED = "task_reopened"
    TASK_REMOVED = "task_removed"
    CHECKLIST_APPLIED = "checklist_applied"
    ACKNOWLEDGED = "acknowledged"
    NOT_ACKNOWLEDGED = "not_acknowledged"  # and why
    ALSO_ARRIVED = "also_arrived"  # the same mail at another inbox
    FLOODED = "flooded"  # its sender writes without end: what follows is gathered here
    FAILED = "failed"  # a delivery, for good
    RESENT = "resent"  # an agent had a failed delivery tried again
    CONTINUED = "continued"  # the customer switched channel, or the desk did for them
    CUSTOMER_CHANGED = "customer_changed"
    FOLLOWED = "followed"
    UNFOLLOWED = "unfollowed"
    MENTIONED = "mentioned"  # in a note
    LET_IN = "let_in"  # somebody who took no part until then
    TAKEN_UP = "taken_up"  # an agent writes privately to whoever wrote something in public
    LET_OUT = "let_out"  # and no longer does
    PASSED_ON = "passed_on"  # by an agent who forwarded a customer's mail
    MERGED = "merged"  # another ticket into this one
    MERGED_AWAY = "merged_away"  # this one into another
    UNMERGED = "unmerged"
    SPLIT = "split"  # messages went to a new ticket
    SPLIT_OFF = "split_off"  # this one is that new ticket
    LINKED = "linked"  # to another ticket
    UNLINKED = "unlinked"
    SNOOZED = "snoozed"
    WOKEN = "woken"
    ORDER_LINKED = "order_linked"
    ORDER_UNLINKED = "order_unlinked"
    PRODUCT_LINKED = "product_linked"
    PRODUCT_UNLINKED = "product_unlinked"
    ACTION_PERFORMED = "action_performed"  # on an order, or for the customer
    ACTION_STARTED = "action_started"  # and the shop system is asked
    ACTION_FAILED = "action_failed"
    ACTION_UNDONE = "action_undone"
    APPROVAL_ASKED = "approval_asked"  # for an action that somebody may not decide alone
    APPROVAL_GRANTED = "approval_granted"
    APPROVAL_DECLINED = "approval_declined"
    APPROVAL_EXPIRED = "approval_expired"
    APPROVAL_WITHDRAWN = "approval_withdrawn"
    PARCEL_STUCK = "parcel_stuck"  # of an order that it is about
    PARCEL_MOVED = "parcel_moved"  # again: it was scanned, or has arrived
    PROCEDURE_STARTED = "procedure_started"
    STEP_DONE = "step_done"  # of a procedure
    STEP_SKIPPED = "step_skipped"
    STEP_REOPENED = "step_reopened"
    PROCEDURE_FINISHED = "procedure_finished"  # its last step was done
    PROCEDURE_ENDED = "procedure_ended"  # before that
    GOALS_CHOSEN = "goals_chosen"  # how soon it is to be answered and solved, and which hours count
    GOALS_VOIDED = (
        "goals_voided"  # those that it was held to were a mistake: what they decided does not count
    )
    GOALS_RESTORED = "goals_restored"  # it counts again
    PROMISED = "promised"  # the shopper was told when they will hear back
    PROMISE_SLIPPED = "promise_slipped"  # and that it takes longer, with a new time
    PROMISE_NEAR = "promise_near"  # what the shopper was told comes near, and nobody has kept it yet
    PROMISE_OWED = "promise_owed"  # its time has passed, and the shopper waits for it
    PROMISE_AT_RISK = "promise_at_risk"  # most of the time for a goal has passed
    PROMISE_BROKEN = "promise_broken"  # all of it has
    WEBHOOK_FAILED = "webhook_failed"  # that a rule called, for good
    CALL_ASKED = "call_asked"  # the shopper would like to be called back
    CALL_DECLINED = "call_declined"  # and no longer would
    CALLED = "called"  # by an agent, with what came of it
    CALL_UNDONE = "call_undone"  # no, not yet
    SURVEYED = "surveyed"  # the shopper answered the shop's questions while they waited


Written = Sequence[tuple["Ticket", list["Event"]]]  # tickets, each with what happens to it, in order
# what a floor above keeps in step with the events, in the transaction that writes them: called with the tickets, which
# the verb holds locked, and their events
KEEPERS: list[Callable[[Written], None]] = []
# the same for one event of each of many tickets: called with the keys of ticket and event, and the verb
KEEPERS_OF_MANY: list[Callable[[list[tuple[int, int]], str], None]] = []
HEARD: set[str] = set()  # the verbs that something reacts to; `reactions.py` fills it when the desk is loaded
# besides, what is listened to as the shop's settings stand now
LISTENERS: list[Callable[[], Collection[str]]] = []


def listened_to() -> set[str]:
    return set().union(*(listener() for listener in LISTENERS))


class Event(models.Model):
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="events")
    message = models.ForeignKey("tickets.Message", models.CASCADE, null=True, related_name="events")
    verb = models.CharField(
        max_length=40
    )  # one of Verb; without choices, so that a new one needs no migration
    actor_kind = models.CharField(max_length=10, choices=Actor)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    customer = models.ForeignKey("customers.Customer", models.SET_NULL, null=True, related_name="+")
    rule = models.CharField(max_length=120, blank=True)
    cause = models.ForeignKey("self", models.SET_NULL, null=True, related_name="effects")
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    # the transaction that wrote the row; readers of the log stay below the oldest one still running
    xid = models.BigIntegerField(db_default=RawSQL("(pg_current_xact_id()::text)::bigint", []))

    class Meta:
        indexes = [models.Index(fields=["ticket", "id"])]

    @property
    def actor(self):
        """The Agent or Customer who acted, the name of the rule, or None for the desk itself."""
        return self.agent or self.customer or rule_label(self.rule) or None

    def moment(self, name: str) -> datetime | None:
        """The moment that the event's data holds as `name`, if it does."""
        text = self.data.get(name)
        return datetime.fromisoformat(text) if text else None


def record(
    ticket: "Ticket", verb: Verb, *, by=None, message=None, cause: Event | None = None, at=None, **data
) -> Event:
    """Add `verb` to the ticket's timeline, enqueue the reactions and tell open screens; all on commit.

    `by` is an Agent, a Customer, the name of a rule or bot (str), or None when the desk itself did
    it. `cause` is the event that a rule answered. `at` is for a past moment (import).
    """
    event = event_of(ticket, verb, by=by, message=message, cause=cause, at=at, **data)
    write_events(ticket, [event])
    return event


def event_of(
    ticket: "Ticket", verb: Verb, *, by=None, message=None, cause: Event | None = None, at=None, **data
) -> Event:
    """An event for `write_events`, which does the rest of what `record` promises."""
    cause, data = with_what_led_to_it(cause, data)
    event = Event(ticket=ticket, verb=verb, message=message, cause=cause, data=data, **actor_fields(by))
    if at:
        event.created_at = at
    return event


def write_events(ticket: "Ticket", events: list[Event]) -> None:
    """Add `events` of one ticket in order."""
    write_all_events([(ticket, events)])


def write_all_events(written: Written) -> None:
    """The same for each of some hundred locked tickets: one statement, since this stands on the way of every change
    there is."""
    events = [event for _, its in written for event in its]
    wanted = HEARD | listened_to()
    with connection.cursor() as cursor:
        rows = json.dumps([_row(event) for event in events], cls=DjangoJSONEncoder)
        cursor.execute(INSERT, [rows, sorted(wanted), CHANNEL, CHANNEL])
        told = cursor.fetchall()
    known = set()  # tickets whose reactions this transaction has enqueued already
    for event, (pk, xid, is_known, _, _) in zip(events, told, strict=True):
        event.pk, event.xid, event._state.adding, event._state.db = pk, xid, False, connection.alias
        if is_known:
            known.add(event.ticket_id)
    heard = {event.ticket_id: event.pk for event in reversed(events) if event.verb in wanted}
    firsts = [(ticket.pk, heard[ticket.pk]) for ticket, _ in written if ticket.pk in heard.keys() - known]
    react_to(firsts, BEHIND_OTHERS if len(written) > MANY else 0)
    for keep in KEEPERS:
        keep(written)


def react_to(firsts: Sequence[tuple[int, int]], priority: int) -> None:
    """Enqueue the reactions of this transaction to each ticket, by its first event."""
    if not firsts:
        return
    job = jobs.configure_task(REACT, queue="react", priority=priority).job
    jobs.job_manager.batch_defer_jobs(
        [
            job.evolve(task_kwargs={"ticket_id": ticket, "first_event_id": event}, lock=f"ticket-{ticket}")
            for ticket, event in firsts
        ]
    )


MANY = 25
BEHIND_OTHERS = -1  # what comes by the thousand lets a customer who just wrote go first
# the select in it looks at what stood before this statement: whether the transaction has a reaction enqueued already.
# For an exists() PostgreSQL would rather read all events there are than those of the tickets
INSERT = """
    insert into tickets_event (ticket_id, message_id, verb, actor_kind, agent_id, customer_id, rule, cause_id, data,
                               created_at)
    select event.* from jsonb_to_recordset(%s::jsonb) event (
        ticket_id bigint, message_id bigint, verb text, actor_kind text, agent_id bigint, customer_id bigint, rule text,
        cause_id bigint, data jsonb, created_at timestamptz)
    returning id, xid,
        (select count(*) > 0 from tickets_event earlier where earlier.ticket_id = tickets_event.ticket_id
            and earlier.xid = (pg_current_xact_id()::text)::bigint and earlier.verb = any(%s)),
        pg_notify(%s, 'ticket-' || ticket_id), pg_notify(%s, 'queue')
"""


def _row(event: Event) -> dict[str, Any]:
    columns = {name: getattr(event, name) for name in COLUMNS}
    return columns | {"verb": str(event.verb), "created_at": event.created_at.isoformat()}


COLUMNS = ("ticket_id", "message_id", "actor_kind", "agent_id", "customer_id", "rule", "cause_id", "data")
