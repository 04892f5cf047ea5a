"""Handing a message to the push service of a browser (RFC 8030), again for a while when it asks to wait.

A message that comes twice replaces itself on the screen (its tag), so a job that is done again does no harm.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from shopbell.core.http.guarded import CannotReach, NotAllowed, ask
from shopbell.tickets.ticket import Ticket

from ..decision import Why
from ..notification import Notification
from .device import Device
from .encryption import encrypt
from .message import PushMessage, message_of
from .vapid import authorization, own_key

SEND = "notifications.push"
TTL_SECONDS = 12 * 3600  # how long the service keeps it for a device that is off
PAUSES_SECONDS = (5, 30, 120, 600, 1800)
LONGEST_PAUSE_SECONDS = 3600
log = logging.getLogger(__name__)


class Outcome(Enum):
    TAKEN = "taken"
    GONE = "gone"  # the subscription has ended
    REFUSED = "refused"  # and would be again
    LATER = "later"


def send_soon(told: Iterable[tuple[Notification, list[int]]]) -> None:
    """Push each to its devices, by their keys, once this transaction commits."""
    sent: list[dict[str, Any]] = [
        {"notification_id": notification.pk, "device_id": device_id, "attempts": 0}
        for notification, device_ids in told
        for device_id in device_ids
    ]
    if sent:
        jobs.configure_task(SEND).batch_defer(*sent)


def send(notification_id: int, device_id: int, attempts: int = 0) -> None:
    """Push a notification to a device, if it is still unread, of today, and still for its agent to read."""
    rows = Notification.objects.select_related("agent__role", "ticket", "event__agent", "event__customer")
    notification = rows.filter(
        pk=notification_id,
        read_at=None,
        agent__is_active=True,
        created_at__gt=timezone.now() - timedelta(seconds=TTL_SECONDS),
    ).first()
    device = Device.objects.filter(pk=device_id).first()
    if notification is None or device is None or device.agent_id != notification.agent_id:
        return
    ticket = notification.ticket
    agent = notification.agent
    if ticket and not Ticket.objects.visible_to(agent).filter(pk=ticket.pk).exists():
        return
    outcome, wait = hand_over(device, message_of(notification))
    if outcome == Outcome.LATER and attempts < len(PAUSES_SECONDS):
        again = jobs.configure_task(SEND, schedule_in={"seconds": max(wait, PAUSES_SECONDS[attempts])})
        again.defer(notification_id=notification_id, device_id=device_id, attempts=attempts + 1)
    elif outcome != Outcome.TAKEN:
        _note(notification, Why.GONE if outcome == Outcome.GONE else Why.FAILED)


def hand_over(device: Device, message: PushMessage) -> tuple[Outcome, int]:
    """What the service made of it, and for how many seconds it asks to wait. A device that is gone is removed."""
    if not device.is_readable:  # sealed with a key that is gone
        device.delete()
        return Outcome.GONE, 0
    endpoint, now = device.endpoint, timezone.now()
    headers = {
        "Authorization": authorization(endpoint, own_key(), now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(TTL_SECONDS),
        "Urgency": "high",
    }
    try:
        answer = ask("POST", endpoint, headers=headers, content=encrypt(message.encoded(), device.reader))
    except NotAllowed as error:
        log.warning("Device %s has an address that must not be asked: %s", device.pk, error)
        device.delete()
        return Outcome.GONE, 0
    except CannotReach as error:
        _say(device, str(error))
        return Outcome.LATER, 0
    if 200 <= answer.status < 300:
        Device.objects.filter(pk=device.pk).update(used_at=now, error="")
        return Outcome.TAKEN, 0
    if answer.status in (404, 410):
        device.delete()
        return Outcome.GONE, 0
    _say(device, f"HTTP {answer.status}")
    if answer.status == 429 or answer.status >= 500:
        return Outcome.LATER, _seconds(answer.headers.get("Retry-After", ""))
    return Outcome.REFUSED, 0


def _seconds(text: str) -> int:
    """What Retry-After says, in seconds or as a date; at most an hour, 0 when it says nothing."""
    try:
        wait = int(text) if text.strip().isdecimal() else _until(text)
    except (ValueError, TypeError, OverflowError):
        return 0
    return max(0, min(wait, LONGEST_PAUSE_SECONDS))


def _until(text: str) -> int:
    return int((parsedate_to_datetime(text) - timezone.now()) / timedelta(seconds=1)) if text else 0


def _say(device: Device, error: str) -> None:
    Device.objects.filter(pk=device.pk).update(error=error[:200])


def _note(notification: Notification, why: Why) -> None:
    """Write into the ledger that no device of the agent took it, unless another did."""
    others = Device.objects.filter(agent=notification.agent_id, used_at__gte=notification.created_at)
    if not others.exists():
        Notification.objects.filter(pk=notification.pk, push=Why.SENT).update(push=why)
