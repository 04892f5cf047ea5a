"""Doing once: a call that is sent again with its `Idempotency-Key` gets the answer of the first and changes nothing.

What is kept is only which row the first call made, so no words of a customer lie here, and a crash leaves
either the row and this note, or neither.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _t

from shopbell.automation.webhook_echo import answering
from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit

KEPT = timedelta(days=7)
MOST_CHARACTERS = 200


class Conflict(Refused):
    """It clashes with what is there already."""

    status = 409


class DoneOnce(models.Model):
    token = models.ForeignKey("api.Token", models.CASCADE, related_name="+")
    key = models.CharField(max_length=MOST_CHARACTERS)
    fingerprint = models.CharField(max_length=64, help_text="of the address and the body of the call")
    made_id = models.BigIntegerField(help_text="the row that it made")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="done_once_per_key")]


def key_of(request: HttpRequest) -> str:
    """The `Idempotency-Key` of a call, empty when it has none. Raises Refused for one that is too long."""
    key = request.headers.get("Idempotency-Key", "").replace("\0", "").strip()
    if len(key) > MOST_CHARACTERS:
        raise Refused(_t("The Idempotency-Key is too long: 200 characters at most."))
    return key


@transaction.atomic
def do_once(request: HttpRequest, make: Callable[[], int]) -> tuple[int, bool]:
    """The id that `make` returns, and whether it was made by this very call. With the key of the call of a webhook it
    comes of that call.

    Raises Conflict when the key was used for another call before.
    """
    key, token = key_of(request), request.token  # type: ignore[attr-defined]
    if not key:
        return make(), True
    hold_until_commit(f"api {token.pk} {key}")
    fingerprint = hashlib.sha256(request.path.encode() + b"\0" + request.body).hexdigest()
    done = DoneOnce.objects.filter(token=token, key=key).first()
    if done is None:
        with answering(key):
            made_id = make()
        DoneOnce.objects.create(token=token, key=key, fingerprint=fingerprint, made_id=made_id)
        return made_id, True
    if done.fingerprint != fingerprint:
        raise Conflict(_t("This Idempotency-Key was used for another call. Use a new key for a new request."))
    return done.made_id, False


def forget_done(now: datetime) -> int:
    """Drop notes of calls that nobody sends again; returns how many."""
    return DoneOnce.objects.filter(at__lt=now - KEPT).delete()[0]
