"""A delivery: one message on its way to one recipient.

queued → sending → sent → delivered, or failed for good. A row is claimed before the provider is
called and `handed_over_at` is set just before the one step that cannot be taken back. A worker that
dies earlier is followed by another try; one that dies in that step leaves a delivery that may or may
not have arrived, which is shown to the agent and never sent twice by itself.
"""

import random
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from shopbell.tickets.event import Verb, record
from shopbell.tickets.message import Message

from .registry import DeliveryError, channel_of

DELIVER = "channels.deliver"
PAUSES_SECONDS = [30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600]
CLAIM = timedelta(minutes=5)


class State(models.TextChoices):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Delivery(models.Model):
    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=20)
    recipient = models.CharField(max_length=320)
    purpose = models.CharField(max_length=20, default="reply", help_text="reply, acknowledgement, transcript, continue")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    external_id = models.CharField(max_length=300, blank=True, help_text="the provider's id of it; Message-ID for e-mail")
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "channel", "recipient", "purpose"], name="delivered_once")
        ]
        indexes = [
            models.Index(fields=["external_id"]),
            models.Index(fields=["state", "claimed_at"], name="unfinished", condition=models.Q(state__in=["queued", "sending"])),
        ]


def queue_delivery(message: Message, *, channel: str, recipient: str, purpose: str = "reply", not_before: datetime | None = None) -> Delivery:
    """Send `message` to `recipient`, after `not_before`; queueing it again changes nothing. In the caller's transaction.

    A channel that calls nobody (a chat is fetched) has sent it by that.
    """
    state = State.QUEUED if channel_of(channel).deliver else State.SENT
    delivery, is_new = Delivery.objects.get_or_create(
        message=message, channel=channel, recipient=recipient, purpose=purpose,
        defaults={"not_before": not_before or timezone.now(), "state": state},
    )
    if is_new and state == State.QUEUED:
        _schedule(delivery)
    return delivery


def _schedule(delivery: Delivery) -> None:
    task = jobs.configure_task(DELIVER, queue="deliver", schedule_at=delivery.not_before)
    task.defer(delivery_id=delivery.pk)


def deliver(delivery_id: int) -> None:
    """Claim the delivery and call its channel; any number of workers may try, one does."""
    delivery = _claim(delivery_id)
    if delivery is None:
        return
    try:
        external_id = channel_of(delivery.channel).deliver(delivery)  # type: ignore[misc]
    except DeliveryError as error:
        _note_failure(delivery, error)
    else:
        finish(delivery, State.SENT, external_id=external_id)


@transaction.atomic
def _claim(delivery_id: int) -> Delivery | None:
    delivery = Delivery.objects.select_for_update(skip_locked=True).filter(pk=delivery_id, state=State.QUEUED).first()
    if delivery is None:
        return None
    if delivery.message.unsent_at:
        Delivery.objects.filter(pk=delivery_id).update(state=State.CANCELLED, finished_at=timezone.now())
        return None
    delivery.state, delivery.claimed_at, delivery.handed_over_at = State.SENDING, timezone.now(), None
    delivery.attempts += 1
    delivery.save()
    return delivery


def mark_handed_over(delivery: Delivery) -> None:
    """To be called by a channel right before the step that cannot be taken back."""
    delivery.handed_over_at = timezone.now()
    Delivery.objects.filter(pk=delivery.pk).update(handed_over_at=delivery.handed_over_at)


@transaction.atomic
def finish(delivery: Delivery, state: State, *, external_id: str = "", error: str = "") -> None:
    """Note how the delivery ended. A failure is an event on the ticket; a success speaks through its row."""
    delivery.state, delivery.finished_at, delivery.error = state, timezone.now(), error
    delivery.external_id = external_id[:300] or delivery.external_id
    delivery.save()
    if state == State.FAILED:
        record(delivery.message.ticket, Verb.FAILED, message=delivery.message, recipient=delivery.recipient, error=error)
    else:
        from shopbell.core.bus import publish

        publish(delivery.message.topic)


@transaction.atomic
def _note_failure(delivery: Delivery, error: DeliveryError) -> None:
    if error.permanent or delivery.attempts > len(PAUSES_SECONDS):
        finish(delivery, State.FAILED, error=str(error))
        return
    pause_seconds = PAUSES_SECONDS[delivery.attempts - 1] * random.uniform(0.8, 1.2)  # noqa: S311 (spread, not secret)
    delivery.state, delivery.error = State.QUEUED, str(error)
    delivery.handed_over_at = None
    delivery.not_before = timezone.now() + timedelta(seconds=pause_seconds)
    delivery.save()
    _schedule(delivery)


def recover_deliveries(now: datetime) -> int:
    """Take up what a dead worker left behind; returns how many. Safe to run twice and in parallel."""
    stuck = Delivery.objects.filter(state=State.SENDING, claimed_at__lt=now - CLAIM)
    count = 0
    for delivery in stuck:
        with transaction.atomic():
            row = Delivery.objects.select_for_update(skip_locked=True).filter(pk=delivery.pk, state=State.SENDING).first()
            if row is None:
                continue
            count += 1
            if row.handed_over_at:
                finish(row, State.FAILED, error="The desk stopped while this was being handed over, so it may have arrived. Send it again if it did not.")
            else:
                row.state = State.QUEUED
                row.save(update_fields=["state"])
                _schedule(row)
    return count
