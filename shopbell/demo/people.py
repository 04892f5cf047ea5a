"""The demo shop's customers: invented people of many countries and scripts, their addresses and their cards."""

import random
from datetime import datetime, timedelta
from pathlib import Path

from shopbell.customers.identity import Identity, Kind
from shopbell.customers.models import Customer
from shopbell.shop.models import PaymentMethod
from shopbell.shop.payment import MethodKind

from .shop import CURRENCY

PLACES = [
    line
    for line in (Path(__file__).parent / "places.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
PROVIDERS = ["mailbox.example", "post.example", "quickmail.example", "letters.example"]
BRANDS = ["visa", "mastercard", "amex"]


def build_people(
    count: int, chance: random.Random, now: datetime
) -> tuple[list[Customer], list[Identity], list[PaymentMethod]]:
    """`count` customers with a verified e-mail address and one to three payment methods, not yet saved."""
    places = [_place(line) for line in PLACES]
    customers: list[Customer] = []
    identities: list[Identity] = []
    methods: list[PaymentMethod] = []
    for number in range(count):
        place = chance.choices(places, [p["share"] for p in places])[0]
        joined = now - timedelta(days=chance.triangular(95, 1400, 200), seconds=chance.randrange(86400))
        customer = _customer(place, chance, joined)
        customers.append(customer)
        address = f"shopper{number + 1}@{chance.choice(PROVIDERS)}"
        if place["language"] in {"en", "de", "fr", "es", "it", "nl", "sv", "pt"}:
            address = f"{_latin(customer.name)}{number + 1}@{chance.choice(PROVIDERS)}"
        identities.append(
            Identity(customer=customer, kind=Kind.EMAIL, value=address, source="shop", verified_at=joined)
        )
        methods += _methods(customer, number, chance)
    return customers, identities, methods


def postal_address(customer: Customer, chance: random.Random) -> dict[str, str]:
    """Where an order of this customer goes."""
    place = next(p for p in map(_place, PLACES) if p["country"] == customer.country)
    return {
        "name": customer.name,
        "line1": chance.choice(place["streets"]),
        "line2": "",
        "city": customer.city,
        "region": "",
        "postcode": str(chance.randint(10000, 98999)),
        "country": customer.country,
    }


def _place(line: str) -> dict:
    country, language, zone, share, first, last, cities, streets = (part.strip() for part in line.split("|"))
    return {
        "country": country,
        "language": language,
        "zone": zone,
        "share": int(share),
        "first": first.split(),
        "last": [name.strip() for name in (last.split(",") if "," in last else last.split())],
        "cities": cities.split(),
        "streets": [street.strip() for street in streets.split(",")],
    }


def _customer(place: dict, chance: random.Random, joined: datetime) -> Customer:
    first, last = chance.choice(place["first"]), chance.choice(place["last"])
    family_first = place["country"] in {"JP", "CN", "KR"}
    glue = "" if place["country"] in {"CN", "KR"} else " "
    return Customer(
        name=f"{last}{glue}{first}" if family_first else f"{first} {last}",
        language=place["language"],
        time_zone=place["zone"],
        city=chance.choice(place["cities"]),
        country=place["country"],
        background=chance.choice(BACKGROUNDS) if chance.random() < 0.12 else "",
        created_at=joined,
    )


def _methods(customer: Customer, number: int, chance: random.Random) -> list[PaymentMethod]:
    kinds = chance.choice(
        [["card"], ["card"], ["card", "gift_card"], ["paypal"], ["paypal", "card"], ["bank", "gift_card"]]
    )
    return [
        PaymentMethod(
            customer=customer,
            external_id=f"method-{number + 1}-{kind}",
            kind=MethodKind(kind),
            brand=chance.choice(BRANDS) if kind == "card" else "",
            last_four=f"{chance.randrange(10000):04}" if kind == "card" else "",
            balance_cents=chance.choice([0, 500, 1250, 2000, 5000, 7540]) if kind == "gift_card" else None,
            currency=CURRENCY,
        )
        for kind in kinds
    ]


def _latin(name: str) -> str:
    import unicodedata

    plain = unicodedata.normalize("NFKD", name.lower().replace("ß", "ss").replace("ø", "o"))
    return "".join(c if c.isascii() and c.isalnum() else "." if c == " " else "" for c in plain)


BACKGROUNDS = [
    "Furnishes holiday flats and orders several of a kind. Likes one parcel rather than three.",
    "Runs a small café; asked for invoices with the company's name.",
    "Was sent a chipped plate in spring; we replaced it within two days and were thanked for it.",
    "Prefers to be written to, works nights.",
    "Bought most of the kitchen from us. Knows the range better than the catalogue does.",
    "Collects from the depot on foot: heavy parcels only with a day's notice.",
    "Allergic to lanolin, asks about wool each time.",
]
