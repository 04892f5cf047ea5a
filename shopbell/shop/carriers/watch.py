"""Asking carriers of the parcels that are under way: soon after something happened, more rarely while nothing does.

A parcel that is asked about has a Watch. A minute's job takes those that are due, account by account, and puts them off
by a lease before it hands them to a job, so that a dead worker's are asked about again and no two workers ask at once.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from procrastinate.contrib.django import app as jobs

from ..order import OrderStatus
from ..shipment import Shipment
from .account import CarrierAccount, named_carriers, note_answer, note_failure
from .scanning import take_scans
from .tracking import MOST_TEXT, CannotAsk

ASK = "shop.ask_carrier"
FIRST, LONGEST = timedelta(minutes=30), timedelta(hours=12)
LEASE = timedelta(minutes=15)
GIVEN_UP = timedelta(days=60)  # without a scan: it does not come any more
BATCH, AT_ONCE = 50, 2000

BEGIN = """
insert into shop_watch (shipment_id, account_id, number, due_at, pause, not_taken)
select s.id, %(account)s, s.tracking_number, %(now)s, make_interval(secs => %(first)s), ''
  from shop_shipment s join shop_order o on o.id = s.order_id
 where s.delivered_at is null and s.tracking_number <> '' and o.status <> 'cancelled'
   and coalesce(s.shipped_at, o.placed_at, %(now)s) > %(oldest)s
   and {serves}
   and not exists (select from shop_watch w where w.shipment_id = s.id)
 order by s.id limit %(limit)s
on conflict do nothing
"""


class Watch(models.Model):
    shipment = models.OneToOneField("shop.Shipment", models.CASCADE, related_name="watch")
    account = models.ForeignKey(CarrierAccount, models.CASCADE, related_name="watches")
    number = models.CharField(
        max_length=80, default="", db_default="", help_text="that it began with; another begins anew"
    )
    due_at = models.DateTimeField(db_index=True)
    pause = models.DurationField(help_text="until it is asked about again")
    asked_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField(
        null=True, help_text="it was told of the parcel, which it took or did not"
    )
    not_taken = models.CharField(max_length=MOST_TEXT, blank=True, help_text="why it did not take the number")


def watch_parcels(now: datetime) -> int:
    """Begin and end watches, and hand to jobs what is due; returns how many parcels will be asked about."""
    end_watches(now)
    begin_watches(now)
    return sum(hand_out(account, now) for account in CarrierAccount.objects.asking())


def begin_watches(now: datetime) -> None:
    named = named_carriers()
    for account in CarrierAccount.objects.asking():
        keys = account.carrier_keys
        asked = {
            "account": account.pk,
            "now": now,
            "first": FIRST.total_seconds(),
            "oldest": now - GIVEN_UP,
            "limit": AT_ONCE,
            "carriers": keys or sorted(named),
        }
        serves = f"{'' if keys else 'not '}lower(s.carrier) = any(%(carriers)s)"
        with connection.cursor() as cursor:
            cursor.execute(BEGIN.format(serves=serves), asked)


def end_watches(now: datetime) -> None:
    """Let go what has arrived, was cancelled, or is silent for too long; what nobody asks about, or another account.

    Of a number that was corrected as well: nobody was told of the new one, so its watch begins anew.
    """
    over = Q(shipment__delivered_at__isnull=False) | Q(shipment__order__status=OrderStatus.CANCELLED)
    over |= Q(shipment__shipped_at__lt=now - GIVEN_UP) & ~Q(shipment__scans__at__gt=now - GIVEN_UP)
    over |= ~Q(shipment__tracking_number=F("number"))  # as when its customer was erased
    over |= Q(account__is_active=False) | Q(account__polls=False)
    Watch.objects.filter(pk__in=Watch.objects.filter(over).values("pk")).delete()
    named = named_carriers()
    for account in CarrierAccount.objects.asking():
        watches = account.watches.alias(carrier=Lower("shipment__carrier"))
        keys = account.carrier_keys
        others = watches.exclude(carrier__in=keys) if keys else watches.filter(carrier__in=named)
        Watch.objects.filter(pk__in=others.values("pk")).delete()


@transaction.atomic
def hand_out(account: CarrierAccount, now: datetime) -> int:
    """Enqueue jobs for what is due at `account`, unless it is left alone for a while."""
    if account.rest_until and account.rest_until > now:
        return 0
    due = Watch.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        account=account, due_at__lte=now
    )
    ids: list[Any] = list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:AT_ONCE])
    Watch.objects.filter(pk__in=ids).update(due_at=now + LEASE)
    for start in range(0, len(ids), BATCH):
        jobs.configure_task(ASK).defer(account_id=account.pk, watch_ids=ids[start : start + BATCH])
    return len(ids)


def ask_carrier(account_id: int, watch_ids: Sequence[int], now: datetime) -> None:
    """Ask of these parcels. The first failure ends it: what is left comes again when its lease has run out."""
    account = CarrierAccount.objects.asking().filter(pk=account_id).first()
    if account is None or (account.rest_until and account.rest_until > now):
        return
    watches = list(
        Watch.objects.filter(pk__in=watch_ids, account=account).select_related("shipment").order_by("pk")
    )
    most = account.speaks.most_at_once
    for start in range(0, len(watches), most):
        if not _ask(account, watches[start : start + most], now):
            return


def _ask(account: CarrierAccount, watches: Sequence[Watch], now: datetime) -> bool:
    """Whether there was an answer."""
    numbers = sorted({each.shipment.tracking_number for each in watches})
    try:
        if account.registers and account.speaks.registers:
            _register(account, watches, now)
        told = account.speaks.ask(account.place, account.key, numbers)
    except CannotAsk as error:
        note_failure(account, str(error), now, rest_seconds=error.rest_seconds)
        return False
    note_answer(account, now)
    before = _scan_counts(watches)
    take_scans(told, account)
    _put_off(watches, before, now)
    return True


def tell_anew(account: CarrierAccount) -> None:
    """Have it told of all its parcels once more: by another key it may be somebody who knows none of them."""
    account.watches.update(registered_at=None, not_taken="")


def _register(account: CarrierAccount, watches: Sequence[Watch], now: datetime) -> None:
    """Tell it of parcels that it was not told of; each is noted at once: a failure repeats none of the others."""
    for each in watches:
        if each.registered_at is None:
            each.not_taken = account.speaks.register(
                account.place, account.key, each.shipment.tracking_number
            )
            each.registered_at = now
            each.save(update_fields=["registered_at", "not_taken"])


def _put_off(watches: Sequence[Watch], before: dict[int, int], now: datetime) -> None:
    """Ask again soon after news, else after twice the time."""
    after = _scan_counts(watches)
    for each in watches:
        has_news = after.get(each.shipment_id) != before.get(each.shipment_id)
        each.pause = FIRST if has_news else min(each.pause * 2, LONGEST)
        each.due_at, each.asked_at = now + each.pause, now
    Watch.objects.bulk_update(watches, ["pause", "due_at", "asked_at"])


def _scan_counts(watches: Iterable[Watch]) -> dict[int, int]:
    ids = [each.shipment_id for each in watches]
    rows = Shipment.objects.filter(pk__in=ids).annotate(count=models.Count("scans"))
    return {row.pk: row.count for row in rows}
