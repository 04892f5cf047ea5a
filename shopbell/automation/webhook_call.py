"""A call of a webhook: a rule asked for it in its own transaction, or an event of something else that the webhook
is told of; a job makes it, again with growing pauses.

What is sent is the ticket or the other thing as it is then, in the shape of the API: nothing of the customer is kept.
The key stays the same however often it is tried, so that whoever is called does nothing twice.
"""

import json
import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_
from procrastinate.contrib.django import app as jobs

from shopbell.core.http.guarded import Answer, CannotReach, NotAllowed, ask
from shopbell.shop.private_host import is_private
from shopbell.tickets.event import Verb, record
from shopbell.tickets.ticket import Ticket

from .webhook import CannotSign, Webhook, signature
from .webhook_event import KINDS, MOST_EVENT, MOST_LANGUAGE, kind_of, known_events

CALL = "automation.call_webhook"
PAUSES_SECONDS = (5, 30, 120, 600, 3_600, 3 * 3_600, 12 * 3_600, 24 * 3_600)
LONGEST = timedelta(days=4)
REST, LONGEST_REST = timedelta(seconds=30), timedelta(minutes=10)  # doubled with each failure in a row
SPREAD_SECONDS = 60  # calls that waited for an address do not all come at one moment
SECONDS, MOST_BYTES = 10.0, 1_000  # what is answered is not read, only whether it was taken
LATER = {408, 425, 429}
STATE_OF: list[Callable[[Ticket], dict[str, Any]]] = []  # one: the API says how programs read a ticket
log = logging.getLogger(__name__)

# why nothing came of it, as it is kept; said in the reader's language
GONE = N_("The ticket or the webhook is gone, or switched off.")
ADDRESS = N_("Its address may not be called.")
REDIRECT = N_("It sends the call elsewhere. Write the final address.")
UNREACHABLE = N_("It could not be reached.")
TOO_OFTEN = N_("It was called too often.")
UNREADABLE = N_("Its secret cannot be read. Write it anew.")
ANSWERED = N_("It answered %(status)s.")


class State(models.TextChoices):
    WAITING = "waiting", _("Is called again")
    TAKEN = "taken", _("Taken")
    FAILED = "failed", _("Given up")
    LEFT_OUT = "left_out", _("Left out")


class WebhookCall(models.Model):
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="calls")
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="+")
    rule = models.CharField(max_length=80)
    event = models.CharField(max_length=MOST_EVENT, default="", db_default="", help_text="instead of a rule")
    object_id = models.BigIntegerField(null=True, help_text="of what the event is")
    language = models.CharField(max_length=MOST_LANGUAGE, default="", db_default="")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True, help_text="what it answered last")
    error = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["webhook", "-id"], name="call_by_webhook"),
            models.Index(fields=["at"], name="webhook_call_by_time"),
            # what the bounds count, and nothing of what they left out
            models.Index(
                fields=["webhook", "at", "object_id"],
                name="webhook_call_made",
                condition=~Q(state=State.LEFT_OUT),
            ),
        ]

    @property
    def about(self) -> tuple[str, str]:
        """What it tells of: a name and where the desk shows it, empty where it is no longer known."""
        if self.ticket_id:
            return f"#{self.ticket_id}", reverse("ticket", args=[self.ticket_id])
        kind = KINDS.get(kind_of(self.event))
        return f"#{self.object_id}", kind.address(self.object_id or 0, self.language) if kind else ""

    @property
    def why(self) -> str:
        """The rule that asked for it, or the event."""
        return self.rule or str(known_events().get(self.event, self.event))

    @property
    def told(self) -> str:
        """How it stands, in the reader's language."""
        said = State(self.state).label
        return f"{said}: {_t(self.error) % {'status': self.status}}" if self.error else str(said)


def call_webhook(ticket: Ticket, webhook: Webhook, by: str) -> WebhookCall:
    """Ask for a call once this transaction commits."""
    call = WebhookCall.objects.create(webhook=webhook, ticket=ticket, rule=by)
    call_later(call)
    return call


def make_call(call_id: int, now: datetime | None = None) -> None:
    """Make the call, unless it was answered; an address that rests is called later. Twice sends the same key."""
    now = now or timezone.now()
    call = WebhookCall.objects.select_related("webhook", "ticket").filter(pk=call_id).first()
    if call is None or call.state != State.WAITING:
        return
    rest_until = call.webhook.rest_until
    if not call.webhook.is_on or not _is_there(call):
        _settle(call, GONE)
    elif rest_until and rest_until > now:
        _put_off(call, now)
    else:
        _make(call, now)


def _is_there(call: WebhookCall) -> bool:
    """Whether there is anything to tell: of what is deleted since, its number is."""
    if call.event:
        return kind_of(call.event) in KINDS
    return Ticket.objects.undeleted().filter(pk=call.ticket_id).exists()


def _make(call: WebhookCall, now: datetime) -> None:
    try:
        answer = _post(call, now)
    except CannotSign:
        _settle(call, UNREADABLE)
    except NotAllowed:
        _settle(call, ADDRESS)
    except CannotReach as error:
        log.info("the webhook %s could not be reached: %s", call.webhook_id, error)
        _rest(call.webhook, now)
        _try_again(call, UNREACHABLE, now)
    else:
        call.status = answer.status
        _heed(call, now)


def _heed(call: WebhookCall, now: datetime) -> None:
    """What its answer means."""
    status = call.status or 0
    if 200 <= status < 300:
        if call.webhook.failures:
            Webhook.objects.filter(pk=call.webhook_id).update(failures=0, rest_until=None)
        _settle(call, "")
    elif status >= 500 or status in LATER:
        _rest(call.webhook, now)
        _try_again(call, ANSWERED, now)
    else:
        _settle(call, REDIRECT if status < 400 else ANSWERED)


def _post(call: WebhookCall, now: datetime) -> Answer:
    webhook = call.webhook
    told = {"delivery": str(call.key), "sent_at": now.isoformat()} | _told_of(call)
    body = json.dumps(told).encode()
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": str(call.key),
        "X-Shopbell-Signature": signature(webhook.secret, body, int(now.timestamp())),
    }
    return ask(
        "POST", webhook.address, headers=headers, content=body, schemes=webhook.schemes,
        is_own=is_private(webhook.address), most_bytes=MOST_BYTES, seconds=SECONDS,
    )  # fmt: skip


def _told_of(call: WebhookCall) -> dict[str, Any]:
    if call.ticket:
        return {"rule": call.rule, "ticket": STATE_OF[0](call.ticket)}
    kind, number = kind_of(call.event), call.object_id or 0
    return {"event": call.event, "id": number, "language": call.language, kind: KINDS[kind].state(number)}


def _rest(webhook: Webhook, now: datetime) -> None:
    """Let an address that takes nothing rest, longer each time: its other calls hold no worker and make few jobs.

    Calls that were under way together count as one failure.
    """
    rest = min(REST * 2 ** min(webhook.failures, 10), LONGEST_REST)
    awake = Q(rest_until=None) | Q(rest_until__lte=now)
    Webhook.objects.filter(awake, pk=webhook.pk).update(failures=F("failures") + 1, rest_until=now + rest)


def _put_off(call: WebhookCall, now: datetime) -> None:
    """Its address rests: wait as long, which is no attempt."""
    if now - call.at > LONGEST:
        _settle(call, UNREACHABLE)
    else:
        rest = (call.webhook.rest_until or now) - now
        call_later(call, rest.total_seconds() + call.pk % SPREAD_SECONDS)


@transaction.atomic
def _try_again(call: WebhookCall, error: str, now: datetime) -> None:
    if call.attempts >= len(PAUSES_SECONDS) or now - call.at > LONGEST:
        _settle(call, error)
        return
    pause = PAUSES_SECONDS[call.attempts]
    call.attempts, call.error = call.attempts + 1, error
    call.save(update_fields=["attempts", "status", "error"])
    call_later(call, pause)


@transaction.atomic
def _settle(call: WebhookCall, error: str) -> None:
    """It is over: taken, or (with an `error`) given up, which the ticket tells."""
    call.state, call.error = State.FAILED if error else State.TAKEN, error
    call.attempts += 1
    call.save(update_fields=["state", "attempts", "status", "error"])
    if call.ticket and error and error != GONE:
        name, status = str(call.webhook), call.status
        record(call.ticket, Verb.WEBHOOK_FAILED, by=call.rule, webhook=name, why=error, status=status)


def call_later(call: WebhookCall, seconds: float = 0) -> None:
    """Make the call by a job, once this transaction commits."""
    jobs.configure_task(CALL, schedule_in={"seconds": int(seconds)}).defer(call_id=call.pk)


def sweep_calls(before: datetime) -> int:
    """Forget calls that are told no more; returns how many."""
    return WebhookCall.objects.filter(at__lt=before).delete()[0]
