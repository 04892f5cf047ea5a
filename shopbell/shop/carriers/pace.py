"""How long a carrier's parcels are silent and still arrive, and so which parcel is stuck.

Of every parcel that arrived counts the longest time between two scans, once the carrier had it. Nineteen of twenty
parcels needed no more than the *usual* of their carrier, which a job counts each night; what is silent for longer is
stuck. A carrier of whom few parcels have arrived gets the time of all beginners.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cached_property

from django.db import connection, models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Lower

from ..order import OrderStatus
from ..shipment import Scan, Shipment, Step

STUCK_AFTER = timedelta(hours=48)  # carriers scan once a night at least; two nights without one is a sign
SOONEST = timedelta(hours=24)  # however quick a carrier is: a night and a day without a scan are no sign
ENOUGH = 20  # parcels that must have arrived before a carrier's own figure counts
LOOKED_BACK = timedelta(days=180)
SHARE = 0.95

COUNT = """
with silences as (
    select shipment_id, step, at - lag(at) over parcel as silence, lag(step) over parcel as step_before
      from shop_scan where at > %(since)s
    window parcel as (partition by shipment_id order by at, id)
), longest as (
    select lower(s.carrier) as carrier, max(s.carrier) as name, max(silence) as silence
      from silences join shop_shipment s on s.id = shipment_id
     where s.carrier <> '' and s.delivered_at is not null and step_before not in ('label', 'delivered')
     group by s.id, lower(s.carrier)
)
select carrier, max(name), count(*),
       extract(epoch from percentile_disc(%(share)s) within group (order by silence)) / 3600
  from longest group by carrier
"""


class Pace(models.Model):
    carrier = models.CharField(max_length=80, unique=True, help_text="in small letters")
    name = models.CharField(max_length=80, help_text="as the shop writes it")
    parcels = models.PositiveIntegerField(help_text="that arrived and were counted")
    usual_hours = models.FloatField(help_text="no more did nineteen of twenty parcels need between two scans")
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ["carrier"]

    def __str__(self) -> str:
        return self.name

    @property
    def usual(self) -> timedelta:
        return timedelta(hours=self.usual_hours)

    @property
    def is_known(self) -> bool:
        """Whether enough parcels were seen for the figure to count."""
        return self.parcels >= ENOUGH


@transaction.atomic
def count_paces(now: datetime) -> int:
    """Count every carrier's usual anew; returns how many carriers there are. One that is gone is forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"since": now - LOOKED_BACK, "share": SHARE})
        rows = cursor.fetchall()
    paces = [
        Pace(carrier=carrier, name=name, parcels=parcels, usual_hours=hours, counted_at=now)
        for carrier, name, parcels, hours in rows
    ]
    Pace.objects.exclude(carrier__in=[each.carrier for each in paces]).delete()
    Pace.objects.bulk_create(
        paces,
        update_conflicts=True,
        unique_fields=["carrier"],
        update_fields=["name", "parcels", "usual_hours", "counted_at"],
    )
    return len(paces)


class Paces:
    """The carriers' usual times, read once, when the first parcel is silent for long enough to ask."""

    def usual(self, carrier: str) -> timedelta | None:
        """What this carrier's parcels usually need between two scans at most; None when too few were seen."""
        return self._known.get(carrier.lower())

    def patience(self, carrier: str) -> timedelta:
        """How long a parcel of this carrier may be silent before it is stuck."""
        return patience_with(self.usual(carrier))

    def is_stuck(self, shipment: Shipment, now: datetime) -> bool:
        silence = shipment.silence(now)
        return silence is not None and silence >= SOONEST and silence >= self.patience(shipment.carrier)

    @cached_property
    def _known(self) -> dict[str, timedelta]:
        return {pace.carrier: pace.usual for pace in known_paces()}


def known_paces() -> Iterable[Pace]:
    return Pace.objects.filter(parcels__gte=ENOUGH)


def patience_with(usual: timedelta | None) -> timedelta:
    return STUCK_AFTER if usual is None else max(usual, SOONEST)


def under_way():
    """Parcels that were scanned and have not arrived, each with its `last_at`."""
    newest = Scan.objects.filter(shipment=OuterRef("pk")).order_by("-at", "-pk")
    found = Shipment.objects.filter(delivered_at=None).exclude(order__status=OrderStatus.CANCELLED)
    return found.annotate(
        last_at=Subquery(newest.values("at")[:1]), last_step=Subquery(newest.values("step")[:1])
    ).exclude(Q(last_at=None) | Q(last_step=Step.DELIVERED))


def stuck_parcels(now: datetime):
    """Parcels that nobody has scanned for longer than their carrier's usual; the same that `Paces` calls stuck."""
    known = {pace.carrier: pace.usual for pace in known_paces()}
    late = Q(last_at__lte=now - STUCK_AFTER) & ~Q(carrier_key__in=known)
    for carrier, usual in known.items():
        late |= Q(carrier_key=carrier, last_at__lte=now - patience_with(usual))
    return under_way().annotate(carrier_key=Lower("carrier")).filter(late)
