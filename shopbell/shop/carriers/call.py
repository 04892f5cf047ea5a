"""Calls of carriers' webhooks: kept as they came, answered, and only then read.

A call that comes again changes nothing. One that cannot be read is shown on the account's page and can be read again.
One that tells of parcels that the shop has not told of yet waits for them: carriers are often quicker than shops. What
was taken is kept no longer than that, since services tell names and addresses along.
"""

import hashlib
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.utils import timezone
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from .account import CarrierAccount
from .scanning import take_scans
from .tracking import Unreadable

TAKE = "shop.take_carrier_call"
MOST_BYTES = 1_000_000
KEPT = timedelta(days=14)
AT_ONCE = 500
FOUND = """
select c.id from shop_carriercall c
 where c.state = 'early' and exists (select from shop_shipment s where s.tracking_number = any(c.unknown))
 order by c.id limit %s
"""


class State(models.TextChoices):
    WAITING = "waiting"
    TAKEN = "taken"
    EARLY = "early"  # it tells of parcels that are not here yet
    UNREADABLE = "unreadable"


class CarrierCall(models.Model):
    account = models.ForeignKey(CarrierAccount, models.CASCADE, related_name="calls")
    body = models.BinaryField()
    fingerprint = models.CharField(max_length=64)
    received_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    error = models.CharField(max_length=300, blank=True)
    unknown = ArrayField(
        models.CharField(max_length=80),
        default=list,
        help_text="numbers that are not here, as they may be spelt",
    )
    scans = models.PositiveIntegerField(default=0, help_text="that were new in it")

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["account", "fingerprint"], name="carrier_call_once")]
        indexes = [
            models.Index("received_at", name="carrier_call_received"),
            models.Index("account", condition=~models.Q(state="taken"), name="carrier_call_open"),
        ]


@transaction.atomic
def keep_call(account: CarrierAccount, body: bytes, now: datetime) -> bool:
    """Keep a call that was let in, with a job that reads it; False when it is here already."""
    CarrierAccount.objects.filter(pk=account.pk).update(heard_at=now)
    call, is_new = CarrierCall.objects.get_or_create(
        account=account,
        fingerprint=hashlib.sha256(body).hexdigest(),
        defaults={"body": body, "received_at": now},
    )
    if is_new:
        jobs.configure_task(TAKE).defer(call_id=call.pk)
    return is_new


def take_call(call_id: int) -> None:
    """Read a call and put its scans beside the parcels. Twice changes nothing; a dead worker's is taken again."""
    call = CarrierCall.objects.select_related("account").filter(pk=call_id).first()
    if call is None or call.state == State.TAKEN:
        return
    try:
        told = call.account.speaks.read(bytes(call.body))
    except Unreadable as error:
        CarrierCall.objects.filter(pk=call_id).update(state=State.UNREADABLE, error=str(error)[:300])
        return
    count, early = take_scans(told, call.account)
    rest = (
        {"state": State.EARLY, "unknown": sorted(early)}
        if early
        else {"state": State.TAKEN, "body": b"", "unknown": []}
    )
    CarrierCall.objects.filter(pk=call_id).update(scans=models.F("scans") + count, error="", **rest)


def take_again(call: CarrierCall) -> None:
    """Have a call read once more, after the reason why it could not be is mended."""
    _enqueue(call.pk)


def take_early_calls(now: datetime) -> int:
    """Have calls read again whose parcels the shop has told of since; returns how many.

    Also what has waited for an hour: its job failed for good, or was lost with a restored backup.
    """
    with connection.cursor() as cursor:
        cursor.execute(FOUND, [AT_ONCE])
        due = {pk for (pk,) in cursor.fetchall()}
    late = CarrierCall.objects.filter(state=State.WAITING, received_at__lt=now - timedelta(hours=1))
    due |= set(late.values_list("pk", flat=True)[:AT_ONCE])
    return sum(_enqueue(pk) for pk in sorted(due))


def forget_calls(now: datetime) -> int:
    """Drop calls that are older than `KEPT`; returns how many."""
    return CarrierCall.objects.filter(received_at__lt=now - KEPT).delete()[0]


def _enqueue(call_id: int) -> bool:
    """A job more, unless such a one waits already."""
    try:
        with transaction.atomic():
            jobs.configure_task(TAKE, queueing_lock=f"carrier-call-{call_id}").defer(call_id=call_id)
    except AlreadyEnqueued:
        return False
    return True
