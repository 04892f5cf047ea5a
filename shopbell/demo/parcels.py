"""How the demo shop's parcels travel: four carriers, their depots, and the scans on the way."""

import random
from datetime import datetime, timedelta

from shopbell.shop.models import Order, Scan, Shipment
from shopbell.shop.shipment import Step

CARRIERS = {
    "Pigeon Post": (["Ghent sorting hall", "Lille hub", "Metz depot"], {"FR", "ES", "IT", "MA"}),
    "Nordwind": (["Hamburg hub", "Kassel depot", "Gdynia ferry"], {"DE", "SE", "PL", "UA", "NL"}),
    "Swiftlane": (["Calais crossing", "Dartford hub", "Leicester depot"], {"GB", "NG"}),
    "Meridian Air": (["Liège airport", "Transit hall 4", "Customs clearance"], set()),
}
WAREHOUSES = ["Ghent", "Bremen"]


def carrier_for(country: str) -> str:
    return next((name for name, (_, countries) in CARRIERS.items() if country in countries), "Meridian Air")


def send_parcel(
    order: Order, placed: datetime, chance: random.Random, now: datetime, *, is_stuck: bool
) -> tuple[Shipment, list[Scan]]:
    """The parcel of `order` as it stands at `now`: scans in the past only, delivered when it got so far."""
    carrier = carrier_for(order.address["country"])
    depots, _ = CARRIERS[carrier]
    packed = placed + timedelta(hours=chance.uniform(10, 34))
    days = {"Meridian Air": 7}.get(carrier, 3)
    shipment = Shipment(
        order=order,
        external_id="1",
        carrier=carrier,
        tracking_number=f"{carrier[0]}{carrier.split()[-1][0].upper()}{chance.randrange(10**9):09}",
        warehouse=chance.choice(WAREHOUSES),
        shipped_at=packed,
        expected_on=(placed + timedelta(days=days + 1)).date(),
    )
    scans = [
        Scan(
            shipment=shipment,
            step=Step.LABEL,
            at=packed - timedelta(hours=3),
            place=shipment.warehouse,
            text="Label printed, parcel packed",
        ),
        Scan(
            shipment=shipment,
            step=Step.PICKED_UP,
            at=packed,
            place=shipment.warehouse,
            text=f"Handed to {carrier}",
        ),
    ]
    at = packed
    for depot in depots[: 1 if is_stuck else 3]:
        at += timedelta(hours=chance.uniform(9, 22) * days / 3)
        scans.append(
            Scan(shipment=shipment, step=Step.ON_THE_WAY, at=at, place=depot, text=f"Sorted at {depot}")
        )
    if not is_stuck:
        at = _morning_after(at, chance)
        place = order.address["city"]
        scans.append(Scan(shipment=shipment, step=Step.OUT, at=at, place=place, text="Out for delivery"))
        at += timedelta(hours=chance.uniform(1, 7))
        scans.append(
            Scan(shipment=shipment, step=Step.DELIVERED, at=at, place=place, text=chance.choice(HANDED))
        )
    scans = [scan for scan in scans if scan.at <= now]
    if scans and scans[-1].step == Step.DELIVERED:
        shipment.delivered_at = scans[-1].at
    return shipment, scans


def _morning_after(at: datetime, chance: random.Random) -> datetime:
    return at.replace(hour=7, minute=chance.randrange(10, 59)) + timedelta(days=1)


HANDED = [
    "Handed to the person",
    "Left with a neighbour",
    "Put into the parcel box",
    "Signed for at the door",
]
