"""Filling in the demo shop: people, catalogue, orders and ninety days of tickets, in one transaction.

Everything follows from one seed and the moment of filling, so that two fills of one moment are alike. A
second call does nothing.
"""

import hashlib
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from shopbell.channels.chat.models import Visitor
from shopbell.core.bus import publish
from shopbell.core.lock import hold_until_commit
from shopbell.customers.identity import Identity, Kind
from shopbell.customers.models import Customer
from shopbell.shop.carriers.pace import count_paces
from shopbell.shop.models import PaymentMethod, Product, Variant

from .arrivals import a_moment
from .cases import tell_cases
from .catalogue import build_catalogue
from .channels import compare_channels, plan_channels
from .circle import draw_circle
from .community import open_community
from .complexity import judge_past
from .desk import build_inboxes, build_macros, build_tags
from .goodwill import give_goodwill
from .help import open_help
from .hours import keep_hours
from .orders import Book, build_orders
from .past import Past
from .people import build_people
from .policies import write_policies
from .portal import share_secret
from .procedures import build_procedures
from .promises import begin_promises, keep_promises
from .questions import build_questions
from .rules import set_rules
from .sent_back import send_back
from .shop import NAME, DemoShop, is_demo
from .sign_in import password_hash
from .skills import offer_by_name, teach
from .staff import Staff, hire
from .status import tell_status
from .stories import DAYS, tell
from .telling import Teller
from .waits import ask_and_show, tell_waits

SEED = 1887  # the year in which Wexmoor & Pell would have opened
CUSTOMERS, STRANGERS, ORDERS, TICKETS = 400, 60, 900, 2000


def fill(progress: Callable[[str], None] = lambda line: None, *, seed: int = SEED, now: datetime | None = None,
         customers: int = CUSTOMERS, orders: int = ORDERS, tickets: int = TICKETS) -> bool:  # fmt: skip
    """Make the demo shop unless it is there; returns whether it was made."""
    with transaction.atomic():
        hold_until_commit("demo-shop")
        if is_demo():
            return False
        progress(f"Opening {NAME}, a shop that does not exist.")
        now = now or timezone.now()
        _Filling(seed, now, progress).run(customers, orders, tickets)
        DemoShop.objects.create(seed=seed, filled_at=now)
        publish("queue")
    with connection.cursor() as cursor:
        cursor.execute("analyze")  # the planner knows nothing of rows that came in one go
    return True


class _Filling:
    def __init__(self, seed: int, now: datetime, progress: Callable[[str], None]):
        self.chance, self.now, self.progress = random.Random(seed), now, progress

    def run(self, customers: int, orders: int, tickets: int) -> None:
        staff = hire(password_hash())
        variants = self.stock_shelves()
        people, book = self.bring_customers(customers, orders, variants)
        count_paces(self.now)  # so that a parcel is stuck by what its carrier usually needs
        strangers, visitors = self.bring_visitors(people)
        self.progress(f"{len(book.orders)} orders and {len(people)} customers are in the books.")
        self.tell_tickets(staff, book, people, strangers, visitors, variants, tickets)
        write_policies(self.now)
        open_help(staff)
        give_goodwill(people, self.chance)
        draw_circle(people, book.orders, staff, self.now)
        set_rules()
        tell_cases(staff.agents, self.now)
        judge_past()
        ask_and_show()
        tell_waits(random.Random(SEED), self.now)  # a chance of its own, likewise
        plan_channels(staff)
        compare_channels(self.now)
        share_secret()
        open_community(people, staff, random.Random(SEED), self.now)  # a chance of its own, likewise
        tell_status(staff, self.now)

    def stock_shelves(self) -> list[Variant]:
        products, variants = build_catalogue(self.chance, self.now.date())
        Product.objects.bulk_create(products)
        Variant.objects.bulk_create(variants)
        return variants

    def bring_customers(
        self, count: int, orders: int, variants: list[Variant]
    ) -> tuple[list[Customer], Book]:
        people, identities, methods = build_people(count, self.chance, self.now)
        book = build_orders(orders, people, methods, variants, self.chance, self.now)
        Customer.objects.bulk_create(people)
        Identity.objects.bulk_create(identities)
        PaymentMethod.objects.bulk_create(methods)
        book.save()
        send_back(
            book, variants, random.Random(SEED), self.now
        )  # a chance of its own: stories stay as they are
        prefetch_related_objects(people, "identities")  # every story asks for the address
        return people, book

    def bring_visitors(self, people: list[Customer]) -> tuple[list[Customer], dict[int, Visitor]]:
        """Browsers of the customers, and of people whom we know by nothing else."""
        names = ["", "", "", "Sam", "Lena", "R. Holt", "Ayşe", "jo", "Пётр", "美玲"]
        start = self.now - timedelta(days=DAYS)
        strangers = [
            Customer(
                name=self.chance.choice(names),
                language="en",
                created_at=a_moment(start, self.now, self.chance),
            )
            for _ in range(min(STRANGERS, len(people) // 6))
        ]
        Customer.objects.bulk_create(strangers)
        visitors = [self._visitor(customer) for customer in [*people, *strangers]]
        Visitor.objects.bulk_create(visitors)
        Identity.objects.bulk_create(
            Identity(customer=visitor.customer, kind=Kind.VISITOR, value=visitor.token_hash, source="chat")
            for visitor in visitors[len(people) :]
        )
        return strangers, {visitor.customer_id: visitor for visitor in visitors}

    def _visitor(self, customer: Customer) -> Visitor:
        secret = hashlib.sha256(self.chance.randbytes(32)).hexdigest()
        return Visitor(
            customer=customer, token_hash=secret, origin=settings.SITE_URL, first_page="/demo-shop/",
            seen_at=customer.created_at, left_at=customer.created_at,
        )  # fmt: skip

    def tell_tickets(
        self, staff: Staff, book: Book, people, strangers, visitors, variants, count: int
    ) -> None:
        inboxes, tags = build_inboxes(staff), build_tags()
        build_questions()
        build_macros(staff)
        build_procedures()
        teach(staff)
        offer_by_name(staff)
        keep_hours()
        past = Past(self.chance, begin_promises(self.now - timedelta(days=DAYS + 1)))
        teller = Teller(past, staff, inboxes, tags, visitors, book, self.chance, self.now)
        for story in tell(book, people, strangers, variants, count, self.chance, self.now):
            teller.tell(story)
        self.progress(f"Writing {len(past.tickets)} tickets with {len(past.messages)} messages.")
        past.save()
        keep_promises(past.events)
