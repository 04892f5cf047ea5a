"""Standing still: a parcel is stuck, and whoever looks after a ticket about its order is told, once.

It lasts while there is a Standstill row, until a scan comes, the parcel arrives or the order ends; so a parcel that
gets stuck a second time, further on, is news again. Tickets tell both. Where nobody has asked, a setting may name a
team that gets a ticket, so that somebody writes to the customer first; in an outage of a carrier it gets few.
"""

from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.ticket import Ticket, create_ticket

from ..order import Order, OrderStatus
from ..shipment import Scan, Shipment
from ..ticket_order import link_order, linked_data
from .pace import Paces, stuck_parcels

NEWS = timedelta(days=7)  # what was stuck for longer when it is first seen (an import) is none
LOOKED_BACK = timedelta(days=60)
AT_ONCE = 500
DAY = timedelta(days=1)
MOST_OPENED = 10  # tickets a day, of one carrier: more is an outage, and no matter for a ticket each


class Standstill(models.Model):
    shipment = models.OneToOneField(Shipment, models.CASCADE, related_name="standstill")
    since = models.DateTimeField(help_text="its last scan")
    noted_at = models.DateTimeField(default=timezone.now)
    has_ticket = models.BooleanField(default=False, help_text="one was opened, since nobody had asked")


class StandstillPolicy(models.Model):
    """Who looks after a stuck parcel that nobody has asked about: one row, written on the settings page."""

    team = models.ForeignKey(
        "accounts.Team", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Team")
    )

    @classmethod
    def current(cls) -> "StandstillPolicy":
        return cls.objects.filter(pk=1).first() or cls(pk=1)


def look_for_standstills(now: datetime) -> int:
    """End what is over and begin what is new; returns how many began. Safe to run twice and in parallel."""
    end_standstills()
    paces = Paces()
    fresh = stuck_parcels(now).filter(standstill__isnull=True, last_at__gt=now - LOOKED_BACK)
    rows = fresh.order_by("-last_at", "-pk").values_list("pk", "carrier", "last_at")[:AT_ONCE]
    return sum(
        _begin(pk, since, is_news=since + paces.patience(carrier) > now - NEWS)
        for pk, carrier, since in list(rows)
    )


def end_standstills() -> int:
    """Let go of parcels that were scanned since, have arrived, or whose order was cancelled; returns how many."""
    scanned = Exists(Scan.objects.filter(shipment=OuterRef("shipment"), at__gt=OuterRef("since")))
    over = Q(shipment__delivered_at__isnull=False) | Q(shipment__order__status=OrderStatus.CANCELLED)
    rows = Standstill.objects.filter(scanned | over).order_by("pk")
    return sum(_end(each) for each in rows.select_related("shipment__order")[:AT_ONCE])


@transaction.atomic
def _begin(shipment_id: int, since: datetime, *, is_news: bool) -> bool:
    standstill, is_new = Standstill.objects.get_or_create(shipment_id=shipment_id, defaults={"since": since})
    if not is_new or not is_news:
        return is_new
    order = Order.objects.select_related("customer").get(shipments=shipment_id)
    tickets = tickets_about(order)
    for ticket in tickets:
        _tell(ticket, Verb.PARCEL_STUCK, order, shipment_id, since=since.isoformat())
    if not tickets:
        _open(order, standstill)
    return True


@transaction.atomic
def _end(standstill: Standstill) -> bool:
    """Only tickets that told of the standstill tell of its end; of a cancelled order there is nothing to tell."""
    deleted, _rows = Standstill.objects.filter(pk=standstill.pk).delete()
    order = standstill.shipment.order
    if not deleted or order.status == OrderStatus.CANCELLED:
        return bool(deleted)
    told = Event.objects.filter(
        ticket=OuterRef("pk"), verb=Verb.PARCEL_STUCK, data__shipment_id=standstill.shipment_id
    )
    for ticket in tickets_about(order).filter(Exists(told)):
        _tell(ticket, Verb.PARCEL_MOVED, order, standstill.shipment_id)
    return True


def tickets_about(order: Order):
    """The unsolved tickets about `order`."""
    rows = (
        Ticket.objects.undeleted().unsolved().standing().filter(order_links__order=order, spam__isnull=True)
    )
    return rows.order_by("pk")


def _open(order: Order, standstill: Standstill) -> None:
    """A ticket for the team that the setting names; none without one, or for a customer who was erased.

    The last of a carrier's for a day says that it is.
    """
    team = StandstillPolicy.current().team
    customer = order.customer
    if team is None or customer.erased_at:
        return
    room = MOST_OPENED - _opened_lately(standstill)
    if room <= 0:
        return
    with override(customer.language or None):
        subject = _t("Your order %(order)s: the parcel does not move") % {"order": order}
    ticket = create_ticket(customer=customer, channel="email", subject=subject, team=team)
    link_order(ticket, order, by=None)
    standstill.has_ticket = True
    standstill.save(update_fields=["has_ticket"])
    data = {"since": standstill.since.isoformat()} | ({"is_last": True} if room == 1 else {})
    _tell(ticket, Verb.PARCEL_STUCK, order, standstill.shipment_id, **data)


def _opened_lately(standstill: Standstill) -> int:
    """How many tickets were opened within a day about parcels of the same carrier that still do not move."""
    lately = Standstill.objects.filter(has_ticket=True, noted_at__gt=standstill.noted_at - DAY)
    return lately.filter(shipment__carrier__iexact=standstill.shipment.carrier).count()


def _tell(ticket: Ticket, verb: Verb, order: Order, shipment_id: int, **data) -> None:
    record(ticket, verb, **linked_data(order), shipment_id=shipment_id, **data)
