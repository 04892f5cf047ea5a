"""A delivery: one message on its way to one recipient.

queued → sending → sent → delivered → opened, or failed for good. A row is claimed before the provider is
called and `handed_over_at` is set just before the one step that cannot be taken back. A worker that
dies earlier is followed by another try; one that dies in that step leaves a delivery that may or may
not have arrived, which is shown to the agent and never sent twice by itself.

A claim is known by its moment (`claimed_at`). Who was thought dead and comes back finds another moment
there, or none, and must let go: every step compares before it sets.
"""

import contextlib
import logging
import random
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection, models, transaction
from django.db.models import CharField, Func, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from shopbell.core.bus import publish
from shopbell.core.errors import Refused
from shopbell.core.prepared import Prepared
from shopbell.core.prepared_insert import PreparedInsert
from shopbell.tickets.event import Verb, record
from shopbell.tickets.message import Message

from .registry import DeliveryError, NotYet, channel_of

DELIVER, WAKE = "channels.deliver", "channels.wake"
WAITS = "The provider's limit is reached."  # as an error of what waits; screens say it in words of their own
HOUR = 3600
# between the tries of one delivery: some four days, as servers that are down expect (RFC 5321 §4.5.4.1)
PAUSES_SECONDS = [30, 120, 600, 1800, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 24 * HOUR, 24 * HOUR]
CLAIM = timedelta(minutes=5)
# SQL for `customers.mail_address.base` of the recipient
MAILBOX = Func("recipient", Value(r"\+[^@]*"), Value(""), function="regexp_replace", output_field=CharField())
MAYBE = "The desk was cut off while handing this over, so it may have arrived. Send it again if it did not."
log = logging.getLogger(__name__)


class State(models.TextChoices):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    OPENED = "opened"  # only where the shop asked for it
    FAILED = "failed"
    CANCELLED = "cancelled"


class Role(models.TextChoices):
    """Where a mail names its recipient; a blind copy is named nowhere."""

    TO = "to"
    CC = "cc"
    BCC = "bcc"


class ClaimLost(Exception):
    """Somebody else took this delivery over while we were slow: stop before sending."""


class Delivery(PreparedInsert):
    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=20)
    recipient = models.CharField(max_length=320)
    purpose = models.CharField(
        max_length=20, default="reply", help_text="reply, acknowledgement, transcript, continue"
    )
    role = models.CharField(max_length=3, choices=Role, default=Role.TO)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    external_id = models.CharField(
        max_length=300, blank=True, help_text="the provider's id of it; Message-ID for e-mail"
    )
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "channel", "recipient", "purpose"], name="delivered_once"
            )
        ]
        indexes = [
            models.Index(fields=["external_id"]),
            models.Index(MAILBOX, "created_at", name="delivery_by_mailbox"),
            models.Index(
                fields=["state", "claimed_at"],
                name="unfinished",
                condition=models.Q(state__in=["queued", "sending"]),
            ),
        ]


def queue_delivery(
    message: Message,
    *,
    channel: str,
    recipient: str,
    purpose: str = "reply",
    role: Role | str = Role.TO,
    not_before: datetime | None = None,
) -> Delivery:
    """Send `message` to `recipient` after `not_before`, in the caller's transaction; queueing it twice changes nothing.

    A channel that calls nobody (a chat is fetched) has sent it by that.
    """
    state = State.QUEUED if channel_of(channel).deliver else State.SENT
    once: dict[str, Any] = {
        "message": message,
        "channel": channel,
        "recipient": recipient,
        "purpose": purpose,
    }
    delivery = Delivery(**once, not_before=not_before or timezone.now(), state=state, role=role)
    if not delivery.insert_unless_there():
        return Delivery.objects.get(**once)
    if state == State.QUEUED:
        schedule(delivery)
    return delivery


@transaction.atomic
def send_again(delivery: Delivery, *, by) -> None:
    """Try a failed delivery once more, with all its attempts. Raises Refused when it has not failed."""
    delivery = Delivery.objects.select_for_update().select_related("message__ticket").get(pk=delivery.pk)
    if delivery.state != State.FAILED:
        raise Refused(_("Only a message that could not be delivered can be sent again."))
    delivery.state, delivery.attempts, delivery.error = State.QUEUED, 0, ""
    delivery.claimed_at = delivery.handed_over_at = delivery.finished_at = None
    delivery.not_before = timezone.now()
    delivery.save()
    schedule(delivery)
    record(
        delivery.message.ticket, Verb.RESENT, by=by, message=delivery.message, recipient=delivery.recipient
    )


def deliver(delivery_id: int, now: datetime | None = None) -> None:
    """Claim the delivery and call its channel; any number of workers may try, one does."""
    now = now or timezone.now()
    delivery = _claim(delivery_id, now)
    if delivery is None:
        return
    try:
        external_id = channel_of(delivery.channel).deliver(delivery)  # type: ignore[misc]
    except ClaimLost:
        log.warning("Delivery %s was taken over by another worker", delivery_id)
    except NotYet as wait:
        _put_off(delivery, wait.until)
    except DeliveryError as error:
        _note_failure(delivery, error, now)
    except (OperationalError, InterfaceError):  # our own database: the claim runs out and another try follows
        raise
    except Exception as error:  # a fault of ours is no reason to lose a message, nor to send it without end
        log.exception("Delivery %s failed in an unexpected way", delivery_id)
        unexpected = DeliveryError(f"{type(error).__name__}: {error}", permanent=False, is_certain=False)
        _note_failure(delivery, unexpected, now)
    else:
        finish(delivery, State.SENT, external_id=external_id)


@transaction.atomic
def _claim(delivery_id: int, now: datetime) -> Delivery | None:
    """Take the row, and with it the message: whoever wants to take the reply back must be before us or too late."""
    delivery = QUEUED.first(delivery=delivery_id)
    if delivery is None:
        return None
    message = delivery.message
    if message.unsent_at:
        Delivery.objects.filter(pk=delivery_id).update(state=State.CANCELLED, finished_at=now)
        return None
    if message.held_until:
        Message.objects.filter(pk=message.pk).update(held_until=None)
    delivery.state, delivery.claimed_at, delivery.handed_over_at = State.SENDING, now, None
    delivery.attempts += 1
    with connection.cursor() as cursor:
        cursor.execute(CLAIMED, [str(State.SENDING), now, delivery.attempts, delivery_id])
    return delivery


QUEUED = Prepared(
    lambda delivery: (
        Delivery.objects.select_for_update(of=("self", "message"))
        .select_related("message__ticket__customer")
        .filter(pk=delivery, state=State.QUEUED)
    ),
    delivery=int,
)
CLAIMED = "update channels_delivery set state=%s, claimed_at=%s, handed_over_at=null, attempts=%s where id=%s"


def mark_handed_over(delivery: Delivery) -> None:
    """For a channel to call right before the step that cannot be taken back. Raises ClaimLost: then do not take it."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(HANDED_OVER, [now, delivery.pk, delivery.claimed_at, str(State.SENDING)])
        if not cursor.rowcount:
            raise ClaimLost
    delivery.handed_over_at = now


HANDED_OVER = """
    update channels_delivery set handed_over_at = %s
     where id = %s and claimed_at is not distinct from %s and state = %s
"""


def _mine(delivery: Delivery) -> models.QuerySet[Delivery]:
    """The row, as long as it is still in the hands that hold `delivery`."""
    return Delivery.objects.filter(pk=delivery.pk, claimed_at=delivery.claimed_at)


@transaction.atomic
def finish(delivery: Delivery, state: State, *, external_id: str = "", error: str = "") -> None:
    """Note how the delivery ended. A failure is an event on the ticket; a success speaks through its row."""
    delivery.state, delivery.finished_at, delivery.error = state, timezone.now(), error
    delivery.external_id = external_id[:300] or delivery.external_id
    with connection.cursor() as cursor:
        outcome: list[Any] = [str(state), delivery.finished_at, error, delivery.external_id]
        cursor.execute(FINISHED, [*outcome, delivery.pk, delivery.claimed_at])
        is_mine = cursor.rowcount == 1
    if not is_mine:
        # or a report on it was quicker, which changes nothing about the id that later ones name
        log.warning("Delivery %s was finished by another worker", delivery.pk)
        Delivery.objects.filter(pk=delivery.pk, external_id="").update(external_id=external_id[:300])
    elif state == State.FAILED:
        record(
            delivery.message.ticket,
            Verb.FAILED,
            message=delivery.message,
            recipient=delivery.recipient,
            error=error,
        )
    else:
        publish(delivery.message.topic)


FINISHED = """
    update channels_delivery set state = %s, finished_at = %s, error = %s, external_id = %s
     where id = %s and claimed_at is not distinct from %s
"""


@transaction.atomic
def _put_off(delivery: Delivery, until: datetime) -> None:
    """Back into the queue: the provider takes no more until then. Nothing was tried, so it is no attempt."""
    changes = {"state": State.QUEUED, "error": WAITS, "not_before": until, "claimed_at": None}
    if _mine(delivery).update(**changes, attempts=models.F("attempts") - 1):
        wake_at(until)
        publish(delivery.message.topic)


def wake_at(at: datetime) -> None:
    """Have those that wait for the provider looked at then (`waiting.py`); one such job, the soonest, is enough."""
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        jobs.configure_task(WAKE, queue="deliver", queueing_lock=WAKE, schedule_at=at).defer()
        return
    with connection.cursor() as cursor:
        cursor.execute(SOONER, [at, WAKE, at])


SOONER = """
    update procrastinate_jobs set scheduled_at = %s
     where queueing_lock = %s and status = 'todo' and scheduled_at > %s
"""


@transaction.atomic
def _note_failure(delivery: Delivery, error: DeliveryError, now: datetime) -> None:
    """Try later, or give up: for good when it is useless, and for a person to decide when it may have arrived."""
    if delivery.handed_over_at and not error.is_certain:
        finish(delivery, State.FAILED, error=f"{MAYBE} ({error})")
        return
    if error.permanent or delivery.attempts > len(PAUSES_SECONDS):
        finish(delivery, State.FAILED, error=str(error))
        return
    pause_seconds = PAUSES_SECONDS[delivery.attempts - 1] * random.uniform(0.8, 1.2)
    not_before = now + timedelta(seconds=pause_seconds)
    changes = {"state": State.QUEUED, "error": str(error), "handed_over_at": None, "not_before": not_before}
    if _mine(delivery).update(**changes):
        delivery.not_before = not_before
        schedule(delivery)
        publish(delivery.message.topic)


def schedule(delivery: Delivery, *, at: datetime | None = None) -> None:
    """Have it tried at its time, or `at` another."""
    job = jobs.configure_task(DELIVER, queue="deliver", schedule_at=at or delivery.not_before)
    job.defer(delivery_id=delivery.pk)
