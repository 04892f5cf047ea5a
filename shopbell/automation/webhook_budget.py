"""How often a webhook is called: a loop that leads through a program of the shop's own ends, whomever it writes as.

Two bounds. A call about one thing is an echo when it comes too often about that thing; and whatever it is about, no
webhook is called more often than a shop of any size has news. What is left out is told to the admins once in a day,
and stands on the pages of the webhook and of the rules that call it.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t

from shopbell.channels.email.alarm import alarm
from shopbell.core.number import number

from .webhook import Webhook
from .webhook_call import State, WebhookCall

MOST_AN_HOUR = (
    10_000  # calls of one webhook: a loop of one program at a time makes more, a shop's worst hour fewer
)
MOST_OF_ONE = 60  # calls of one webhook about one article, or by one rule for one customer
AN_HOUR, TOLD_AGAIN = timedelta(hours=1), timedelta(days=1)
log = logging.getLogger(__name__)


def is_spent(webhook: Webhook, now: datetime) -> bool:
    """Whether it was called as often as it may within the hour."""
    return _made(webhook, now)[:MOST_AN_HOUR].count() >= MOST_AN_HOUR


def is_echo(webhook: Webhook, kind: str, object_id: int, now: datetime) -> bool:
    """Whether it was told of this very thing as often as it may within the hour."""
    made = _made(webhook, now).filter(object_id=object_id, event__startswith=f"{kind}.")
    return made[:MOST_OF_ONE].count() >= MOST_OF_ONE


def _made(webhook: Webhook, now: datetime) -> models.QuerySet[WebhookCall]:
    """Its calls of the last hour."""
    lately = WebhookCall.objects.filter(webhook=webhook, at__gt=now - AN_HOUR).order_by()
    return lately.exclude(state=State.LEFT_OUT)


def spent_among(ids: Iterable[int], now: datetime) -> list[Webhook]:
    """Those of the webhooks with these keys that may not be called now."""
    return [webhook for webhook in Webhook.objects.filter(pk__in=ids) if is_spent(webhook, now)]


def note_left_out(webhooks: Iterable[Webhook], now: datetime) -> None:
    """Keep that calls of these are left out, and tell the admins, unless they were told within a day."""
    for webhook in webhooks:
        untold = Q(left_out_at=None) | Q(left_out_at__lte=now - TOLD_AGAIN)
        if Webhook.objects.filter(untold, pk=webhook.pk).update(left_out_at=now):
            log.warning("calls of the webhook %s are left out: it was called too often", webhook.pk)
            _tell(webhook)


def left_out_words(webhooks: Iterable[Webhook], now: datetime) -> str:
    """That calls of one of these were left out within a day; empty where none was."""
    lately = [each for each in webhooks if each.left_out_at and each.left_out_at > now - TOLD_AGAIN]
    return _t("Too many calls: some were left out") if lately else ""


def _tell(webhook: Webhook) -> None:
    alarm(
        lambda: _t("Calls of the webhook “%(webhook)s” are left out") % {"webhook": webhook.name},
        lambda: _words(webhook),
        reverse("settings-webhooks-edit", args=[webhook.pk]),
    )


def _words(webhook: Webhook) -> str:
    said = _t(
        "The webhook “%(webhook)s” was called too often within an hour: over %(most)s times for one customer or"
        " about one article, or over %(all)s times in all. Perhaps a program answers each call with something that"
        " causes the next one. Until there are fewer, what rules do besides is done, and schedules wait. You are"
        " told this once in a day."
    )
    return said % {"webhook": webhook.name, "most": number(MOST_OF_ONE), "all": number(MOST_AN_HOUR)}
