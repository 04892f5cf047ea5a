"""What a shopper was told: “You will hear back by …”. Made by the acknowledgement or an agent, kept by an answer.

Of each kind, an answer or a call, a ticket has at most one promise that is open. When it will slip, the shopper hears
so before it breaks, with a new time: the old one has *slipped*, and the new one follows it. `promise_watch.py` looks
after that, and `promise_warning.py` tells agents first.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import pgettext_lazy

from shopbell.core.errors import Refused
from shopbell.core.prepared import Prepared
from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

FARTHEST = timedelta(days=366)
SOONEST = timedelta(minutes=5)
LONGEST_NOTICE = timedelta(hours=4)  # before it is due, that it will slip


class Outcome(models.TextChoices):
    OPEN = "open", pgettext_lazy("promise", "Open")
    KEPT = "kept", pgettext_lazy("promise", "Kept")
    BROKEN = "broken", pgettext_lazy("promise", "Broken")
    SLIPPED = "slipped", pgettext_lazy("promise", "Put off")
    VOID = "void", pgettext_lazy("promise", "Not counted")


class Kind(models.TextChoices):
    """What was promised. A written answer keeps the one; the other is kept by whoever calls (`waiting/calling.py`)."""

    ANSWER = "answer", pgettext_lazy("promise", "Answer")
    CALL = "call", pgettext_lazy("promise", "Call")


WAITED_FOR = models.Q(outcome="open") | models.Q(is_owed=True)  # the shopper waits for what they were told


class Promise(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="promises")
    message = models.ForeignKey(
        Message, models.SET_NULL, null=True, related_name="+", help_text="that told of it"
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", help_text="empty: the desk"
    )
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.ANSWER, db_default=Kind.ANSWER)
    follows = models.OneToOneField("self", models.SET_NULL, null=True, related_name="followed_by")
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True, help_text="when agents are to hear that it will slip")
    risk_at = models.DateTimeField(null=True, help_text="from then on it is at risk")
    tell_at = models.DateTimeField(help_text="when it will slip, and the shopper is to hear so")
    outcome = models.CharField(max_length=7, choices=Outcome, default=Outcome.OPEN)
    ended_at = models.DateTimeField(null=True, help_text="nobody waits for it since; empty: the shopper does")
    is_owed = models.BooleanField(
        default=False, db_default=False, help_text="it was broken, and nobody has answered since"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "kind"], condition=models.Q(outcome="open"), name="open_promise_once"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], name="promises_to_break", condition=models.Q(outcome="open")),
            models.Index(fields=["tell_at"], name="promises_to_tell", condition=models.Q(outcome="open")),
            models.Index(
                fields=["warn_at"],
                name="promises_to_warn_of",
                condition=models.Q(outcome="open", warn_at__isnull=False),
            ),
            models.Index(fields=["due_at"], name="promise_by_due"),
        ]


OPEN = Prepared(
    lambda ticket: Promise.objects.select_related("agent").filter(
        ticket=ticket, outcome="open", kind=Kind.ANSWER
    ),
    ticket=int,
)


def promise_of(ticket_id: int) -> Promise | None:
    """The answer that the shopper of a ticket waits for."""
    return OPEN.first(ticket=ticket_id)


def notice_at(made_at: datetime, due_at: datetime) -> datetime:
    """From when a promise that nobody has kept will slip: its last quarter, at most some hours."""
    return due_at - _notice(made_at, due_at)


def warning_at(made_at: datetime, due_at: datetime) -> datetime:
    """When agents hear of it: as long before the shopper hears as the shopper does before it is due."""
    return due_at - 2 * _notice(made_at, due_at)


def _notice(made_at: datetime, due_at: datetime) -> timedelta:
    return min((due_at - made_at) / 4, LONGEST_NOTICE)


@transaction.atomic
def make_promise(
    ticket: Ticket,
    due_at: datetime,
    *,
    by=None,
    message: Message | None = None,
    follows: Promise | None = None,
    kind: Kind = Kind.ANSWER,
    from_at: datetime | None = None,
) -> Promise:
    """The shopper of `ticket` was told by `message` that they hear back by `due_at`; one of this `kind` that is open
    no longer counts. What is to come `from_at` on, as a call in a slot, cannot slip before.

    Raises Refused when the ticket is solved, or the moment has passed, is too soon or a year away.
    """
    ticket.lock()
    now = timezone.now()
    if not ticket.is_unsolved:
        raise Refused(_t("Only who waits can be promised an answer. Open the ticket first."))
    if due_at < now + SOONEST:
        raise Refused(_t("Pick a time at least five minutes from now."))
    if due_at > now + FARTHEST:
        raise Refused(_t("Pick a time within a year."))
    end_promises(
        Promise.objects.filter(ticket=ticket, kind=kind), Outcome.SLIPPED if follows else Outcome.VOID, now
    )
    promise = Promise.objects.create(
        ticket=ticket,
        message=message,
        agent=by,
        follows=follows,
        kind=kind,
        made_at=now,
        due_at=due_at,
        warn_at=warning_at(from_at or now, due_at),
        risk_at=warning_at(from_at or now, due_at),
        tell_at=notice_at(from_at or now, due_at),
    )
    verb = Verb.PROMISE_SLIPPED if follows else Verb.PROMISED
    before: dict[str, Any] = {"before": follows.due_at.isoformat()} if follows else {}
    before |= {"kind": kind.value} if kind != Kind.ANSWER else {}
    record(ticket, verb, by=by, message=message, until=due_at.isoformat(), **before)
    return promise


def end_promises(promises: models.QuerySet[Promise], outcome: Outcome, at: datetime) -> int:
    """What was broken before stays so, and is over now."""
    is_broken = models.When(is_owed=True, then=models.Value(Outcome.BROKEN.value))
    ended = models.Case(is_broken, default=models.Value(outcome.value))
    return promises.filter(WAITED_FOR).update(outcome=ended, is_owed=False, ended_at=at)


def go_on(promises: models.QuerySet[Promise]) -> None:
    """What ended these is taken back: they are open, and what was broken is owed again."""
    promises.filter(outcome=Outcome.BROKEN).update(is_owed=True, ended_at=None)
    promises.exclude(outcome=Outcome.BROKEN).update(outcome=Outcome.OPEN, ended_at=None)


VOIDING = {Verb.SOLVED, Verb.CLOSED, Verb.MARKED_SPAM, Verb.DELETED}
OPPOSITE = {Verb.UNMARKED_SPAM: Verb.MARKED_SPAM, Verb.RESTORED: Verb.DELETED}
UNDOING = {Verb.OPENED, Verb.REOPENED, Verb.PENDED, Verb.HELD, *OPPOSITE}
ENDING = {Verb.REPLIED, *VOIDING}
VERBS = {Verb.UNSENT, Verb.MERGED_AWAY, Verb.UNMERGED, *ENDING, *UNDOING}


@transaction.atomic
def react(event: Event) -> None:
    """A person's answer keeps the promise, or comes too late; what is over ends it. Taken back, it is open again.

    Twice changes nothing.
    """
    promises = Promise.objects.filter(ticket=event.ticket_id, made_at__lt=event.created_at)
    if event.verb in ENDING and not promises.filter(WAITED_FOR).exists():
        return
    if event.verb in ENDING:
        event.ticket.lock()  # the database writes to its clocks
    if event.verb == Verb.REPLIED and event.agent_id and not event.data.get("no_answer"):
        told_by_it = models.Q(message__isnull=False, message=event.message_id)
        answered = promises.filter(kind=Kind.ANSWER).exclude(told_by_it)
        end_promises(answered.filter(due_at__gt=event.created_at), Outcome.KEPT, event.created_at)
        end_promises(answered.filter(due_at__lte=event.created_at), Outcome.BROKEN, event.created_at)
    elif event.verb in VOIDING:
        end_promises(promises, Outcome.VOID, event.created_at)
    elif event.verb == Verb.MERGED_AWAY:
        for kind in Kind:
            _go_on_in(event.ticket.merged_into, promises.filter(kind=kind), kind, event.created_at)
    elif event.verb == Verb.UNMERGED:
        _part_again(event)
    elif event.verb == Verb.UNSENT:
        _open_again(event)
    elif undone := undone_by(event):
        for kind in Kind:
            _go_on_after(undone, event.ticket, kind)


def _go_on_in(kept: Ticket | None, promises: models.QuerySet[Promise], kind: Kind, at: datetime) -> None:
    """What was promised of a ticket that was merged holds for the one that goes on: of two, the sooner."""
    if kept is None or not promises.filter(WAITED_FOR).exists():
        return
    kept.lock()
    promises.filter(is_owed=True).update(ticket=kept)
    moved = promises.filter(outcome=Outcome.OPEN).first()
    if moved is None:
        return
    standing = Promise.objects.filter(ticket=kept, kind=kind, outcome=Outcome.OPEN).first()
    if standing and standing.due_at <= moved.due_at:
        end_promises(promises, Outcome.VOID, at)
        return
    if standing:
        end_promises(Promise.objects.filter(pk=standing.pk), Outcome.VOID, at)
    promises.filter(pk=moved.pk).update(ticket=kept)


def _part_again(event: Event) -> None:
    """Of two tickets whose merge is taken back, each waits again for what it was promised itself."""
    other_id = event.data.get("other_id")
    tickets = Ticket.objects.select_for_update(of=("self",)).filter(pk__in=[event.ticket_id, other_id])
    by_pk = {ticket.pk: ticket for ticket in tickets.order_by("pk")}
    earlier = Event.objects.filter(ticket=event.ticket_id, pk__lt=event.pk)
    merged = earlier.filter(verb=Verb.MERGED_AWAY).order_by("pk").last()
    if merged is None or len(by_pk) < len({event.ticket_id, other_id}):
        return  # the event of the one that went on says nothing more
    gone, kept = by_pk[event.ticket_id], by_pk[other_id]
    is_answered = _answers(kept, merged).exists()
    for kind in Kind:
        waited_for = Promise.objects.filter(WAITED_FOR, ticket=kept, kind=kind)
        waited_for.filter(_told_in(gone, merged, kind)).update(ticket=gone)
        _go_on_after(merged, kept, kind)
        if kind != Kind.ANSWER or not is_answered:
            _go_on_after(merged, gone, kind)


def _told_in(gone: Ticket, merged: Event, kind: Kind) -> models.Q:
    """The promise of a kind that the timeline of `gone` told of last before it was `merged`."""
    told_of = gone.events.filter(verb__in=(Verb.PROMISED, Verb.PROMISE_SLIPPED), pk__lt=merged.pk)
    is_of_kind = models.Q(data__kind=kind.value)
    if kind == Kind.ANSWER:
        is_of_kind = ~models.Q(data__has_key="kind")
    told = told_of.filter(is_of_kind).order_by("pk").last()
    return models.Q(message=told.message_id, due_at=told.moment("until")) if told else models.Q(pk__in=[])


def _answers(ticket: Ticket, since: Event) -> models.QuerySet[Event]:
    answers = ticket.events.filter(verb=Verb.REPLIED, agent__isnull=False, pk__gt=since.pk)
    return answers.exclude(data__has_key="no_answer")


def _open_again(event: Event) -> None:
    """The answer that kept it was taken back before it left."""
    if event.message is None:
        return
    ticket = event.ticket
    ticket.lock()
    end_promises(Promise.objects.filter(message=event.message), Outcome.VOID, event.created_at)
    last = Promise.objects.filter(ticket=ticket, kind=Kind.ANSWER).order_by("-pk").first()
    ended = last and last.outcome in (Outcome.KEPT, Outcome.BROKEN) and last.ended_at
    if last and ended == event.message.created_at and ticket.is_unsolved:
        go_on(Promise.objects.filter(pk=last.pk))


def undone_by(event: Event) -> Event | None:
    """What ended promises, and is taken back by `event`: a status undone, no spam after all, a ticket restored."""
    ended = Event.objects.filter(ticket=event.ticket_id, pk__lt=event.pk)
    if event.verb in OPPOSITE:
        return ended.filter(verb=OPPOSITE[Verb(event.verb)]).order_by("-pk").first()
    return ended.filter(pk=event.data["undoes"], verb__in=VOIDING).first() if "undoes" in event.data else None


def is_over(ticket: Ticket) -> bool:
    """Whether nobody waits in the ticket any more, or does so in another."""
    return bool(not ticket.is_unsolved or ticket.is_spam or ticket.merged_into or hasattr(ticket, "deletion"))


def _go_on_after(undone: Event, ticket: Ticket, kind: Kind) -> None:
    """The shopper was told a time and knows nothing of what was undone: what it ended is open, unless they have had
    an answer since."""
    ticket.lock()
    if is_over(ticket):
        return
    promises = Promise.objects.filter(ticket=ticket, kind=kind)
    if promises.filter(WAITED_FOR).exists():
        return
    if kind == Kind.ANSWER and _answers(ticket, undone).exists():
        return
    ended = promises.filter(outcome__in=(Outcome.VOID, Outcome.BROKEN), ended_at=undone.created_at)
    if last := ended.order_by("-pk").first():
        go_on(promises.filter(pk=last.pk))
