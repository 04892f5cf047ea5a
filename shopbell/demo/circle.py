"""What the demo shop knows of its customers besides orders: segments, a company, a field of its own, a few notes."""

from collections import Counter
from datetime import datetime, timedelta

from shopbell.customers.company import Company, join_company, save_company
from shopbell.customers.identity import Identity, Kind
from shopbell.customers.models import Customer, Note
from shopbell.segments.models import Segment
from shopbell.shop.models import Order
from shopbell.tickets.field import About, CustomField, FieldKind
from shopbell.tickets.models import CustomerFieldValue

from .staff import Staff

SEGMENTS = [
    ("VIP", "spent:>1500"),
    ("First order", "orders:1 ordered:<60d"),
    ("Not seen for half a year", "ordered:>180d"),
]
FIRM, DOMAIN = "Harbour Lane Holiday Flats", "harbourlane.example"
LEVELS = ["Friend of the house", "Trade", "Press"]
NOTES = [
    ("Pays by invoice, 14 days. Ask before splitting a delivery.", True),
    ("Rang about matching chairs; would take eight at once.", False),
    ("Wants the brass hooks only from the batch of spring.", False),
]


def draw_circle(people: list[Customer], orders: list[Order], staff: Staff, now: datetime) -> None:
    """Make them of those who buy most; follows from the orders, without chance."""
    for position, (name, text) in enumerate(SEGMENTS, start=1):
        segment = Segment(name=name, position=position)
        segment.keep(text)
        segment.save()
    counts = Counter(order.customer_id for order in orders)
    regulars = sorted(people, key=lambda person: (-counts[person.pk], person.pk))[:3]
    agent = staff.agents[0]
    firm = save_company(Company(), FIRM, [DOMAIN])
    for number, person in enumerate(regulars):
        Identity.objects.create(
            customer=person,
            kind=Kind.EMAIL,
            value=f"desk{number + 1}@{DOMAIN}",
            source="shop",
            verified_at=now,
        )
    for person in regulars[:2]:
        join_company(person, firm, by=agent)  # the third is suggested
    level = CustomField.objects.create(
        name="Standing", about=About.CUSTOMER, kind=FieldKind.CHOICE, choices=LEVELS
    )
    CustomerFieldValue.objects.bulk_create(
        CustomerFieldValue(customer=person, field=level, chosen=[LEVELS[1]]) for person in regulars
    )
    Note.objects.bulk_create(
        Note(
            customer=person,
            agent=agent,
            text=text,
            is_pinned=is_pinned,
            created_at=now - timedelta(days=days),
        )
        for person, (text, is_pinned), days in zip(regulars, NOTES, (40, 12, 3), strict=False)
    )
