"""Telling webhooks of what no rule tells: events of things of other floors."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from .webhook import Webhook
from .webhook_budget import is_echo, is_spent, note_left_out
from .webhook_call import TOO_OFTEN, State, WebhookCall, call_later
from .webhook_event import kind_of


def tell_webhooks(event: str, things: Iterable[tuple[int, str]]) -> None:
    """Ask for a call of `event` for each of `things` (its number, and a language or none) once this transaction
    commits, of every webhook that wants to be told. A call too many is kept as left out."""
    now = timezone.now()
    for webhook in Webhook.objects.filter(is_on=True, tells__contains=[event]).order_by("pk"):
        for number, language in things:
            call = WebhookCall(webhook=webhook, event=event, object_id=number, language=language, at=now)
            if _is_too_often(webhook, event, number, now):
                call.state, call.error = State.LEFT_OUT, TOO_OFTEN
                note_left_out([webhook], now)
            call.save()
            if call.state == State.WAITING:
                call_later(call)


def _is_too_often(webhook: Webhook, event: str, number: int, now: datetime) -> bool:
    return is_echo(webhook, kind_of(event), number, now) or is_spent(webhook, now)
