"""The steps of an order as a bar: placed, packed, handed over, on the way, delivered; and what to say about them.

Worded from the scans at the moment of looking, so it is never out of date and never stored.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .carriers.pace import Paces
from .carriers.page import CarrierPages
from .order import Order, OrderStatus
from .shipment import Scan, Shipment, Step

STEPS = 5
REACHED = {
    Step.LABEL: 2,
    Step.PICKED_UP: 3,
    Step.ON_THE_WAY: 4,
    Step.OUT: 4,
    Step.PROBLEM: 4,
    Step.DELIVERED: 5,
}
BY_STATUS = {
    OrderStatus.PENDING: 1,
    OrderStatus.ITEMS_CHANGED: 1,
    OrderStatus.PROCESSED: 2,
    OrderStatus.SHIPPED: 3,
}


@dataclass(frozen=True)
class Parcel:
    """One parcel's bar: how many of the `STEPS` are done, whether it is stuck, and the sentences beside it."""

    shipment: Shipment | None
    reached: int
    is_stuck: bool
    is_stopped: bool
    sentence: str
    scans: list[Scan]
    page: str = ""  # where its carrier shows it
    is_late: bool = False  # the day that it was expected on has passed

    @property
    def steps(self) -> list[str]:
        """The class of each step: done, stuck or to come."""
        marks = ["done"] * self.reached + ["to-come"] * (STEPS - self.reached)
        if self.is_stuck and self.reached:
            marks[self.reached - 1] = "stuck"
        return marks


def parcel_of(
    order: Order,
    shipment: Shipment | None,
    now: datetime,
    paces: Paces | None = None,
    pages: CarrierPages | None = None,
) -> Parcel:
    """The bar of one shipment of `order`, or of the order itself before there is one.

    Whoever shows many hands `paces` and `pages` down, so that they are read once.
    """
    paces, pages = paces or Paces(), pages or CarrierPages()
    scans = list(shipment.scans.all()) if shipment else []
    is_stopped = order.status == OrderStatus.CANCELLED
    reached = BY_STATUS.get(OrderStatus(order.status), STEPS)
    if scans:
        reached = max(REACHED[Step(scan.step)] for scan in scans)
    if shipment and shipment.delivered_at:
        reached = STEPS
    is_stuck = bool(shipment and not is_stopped and paces.is_stuck(shipment, now))
    return Parcel(
        shipment=shipment,
        reached=0 if is_stopped else reached,
        is_stuck=is_stuck,
        is_stopped=is_stopped,
        sentence=_stuck(shipment, scans[-1], paces, now)
        if shipment and is_stuck
        else _sentence(order, shipment, scans),
        scans=scans[::-1],
        page=pages.of(shipment),
        is_late=bool(shipment and not is_stopped and _is_late(shipment, now)),
    )


def _is_late(shipment: Shipment, now: datetime) -> bool:
    expected = shipment.expected_on
    return bool(expected and not shipment.delivered_at and expected < timezone.localdate(now))


def _stuck(shipment: Shipment, last: Scan, paces: Paces, now: datetime) -> str:
    words = {
        "place": last.place or last.get_step_display(),
        "silence": hours(shipment.silence(now) or timedelta()),
    }
    usual = paces.usual(shipment.carrier)
    if usual is None:
        return _("%(place)s: no scan for %(silence)s.") % words
    words |= {"carrier": shipment.carrier, "usual": hours(max(usual, timedelta(hours=1)))}
    return _("%(place)s: no scan for %(silence)s; %(carrier)s usually needs no more than %(usual)s.") % words


def _sentence(order: Order, shipment: Shipment | None, scans: list[Scan]) -> str:
    if order.status == OrderStatus.CANCELLED:
        return _("Cancelled: nothing is on its way.")
    if not scans:
        if order.status in BY_STATUS:
            return _("Not handed to a carrier yet.") if not shipment else _("No scan yet.")
        return ""
    last = scans[-1]
    if last.step == Step.DELIVERED:
        return f"{last.text}, {last.place}." if last.place else f"{last.text}."
    return f"{last.text}." if not last.place or last.place in last.text else f"{last.text}, {last.place}."


def hours(silence: timedelta) -> str:
    """A stretch as agents compare it: 61 hours, from four days on 5 days."""
    count = int(silence.total_seconds() // 3600)
    if count < 96:
        return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}
    return ngettext("%(count)s day", "%(count)s days", count // 24) % {"count": count // 24}
