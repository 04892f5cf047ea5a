"""Cases that chance does not bring: a marketplace's order with its seller, shoppers who agreed to be seen, parcels that
stand still, and answers that were promised.

Told by the verbs once the past is there, since all of it happens now.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, F, Max, OuterRef, Subquery

from shopbell.accounts.agent import Agent
from shopbell.channels.chat.models import Visitor
from shopbell.channels.chat.visited import tell_visits
from shopbell.channels.inbox import Inbox
from shopbell.customers.point import give_points
from shopbell.selling.parties import write_to_seller
from shopbell.shop.carriers.standstill import look_for_standstills
from shopbell.shop.models import Order, Seller
from shopbell.shop.order import OrderStatus
from shopbell.tickets.event import Event
from shopbell.tickets.models import Ticket

from .waits import promise_answers

SELLER, ADDRESS = "Hearth & Hollow, a pottery", "orders@hearthhollow.example"
SOLD = 6  # orders that the pottery packs
LETTER = (
    "Good morning,\n\nthe buyer of this order asks us where it stands. Could you tell us when it left you, and whether "
    "something is missing? We answer them ourselves.\n\nThank you"
)
VISITS = [  # page of the shop, its title, words that were searched for, minutes ago
    ("/", "Things for the house, made to be kept", "", 190),
    ("/products/vase-ondine/", "Vase “Ondine”", "", 184),
    ("/", "Search", "vase that holds water", 95),
    ("/products/teapot-plum/", "Teapot “Plum”", "", 12),
]
SHOPPERS, POINT = 3, "Sent us a picture of the vase on their table"


def tell_cases(agents: list[Agent], now: datetime) -> None:
    last = Event.objects.aggregate(last=Max("pk"))["last"] or 0
    promise_answers(agents[0], now)  # hours ago: before what happens now
    bring_seller(agents[0])
    bring_visits(agents[0], now)
    look_for_standstills(now)
    _put_clocks_right(last)


def bring_seller(agent: Agent) -> None:
    """A ticket in which the seller was asked, and a few orders more of theirs."""
    seller = Seller.objects.create(external_id="hearth-hollow", name=SELLER, email=ADDRESS)
    under_way = Order.objects.exclude(status=OrderStatus.CANCELLED).order_by("-pk")
    calm_first = F("waiting_since").asc(
        nulls_first=True
    )  # whoever waits for us is not told to wait for others
    theirs = under_way.filter(customer=OuterRef("customer"))
    asked = (
        Ticket.objects.unsolved()
        .filter(Exists(theirs))
        .annotate(is_about_it=Exists(theirs.filter(ticket_links__ticket=OuterRef("pk"))))
        .order_by("-is_about_it", calm_first, "-pk")
        .first()
    )
    about = under_way.filter(customer=asked.customer) if asked else under_way.none()
    order = about.filter(ticket_links__ticket=asked).first() or about.first()
    sold = [*([order.pk] if order else []), *under_way.values_list("pk", flat=True)[:SOLD]]
    Order.objects.filter(pk__in=sold).update(seller=seller)
    if asked and order:
        order.refresh_from_db()
        write_to_seller(asked, order, LETTER, by=agent, is_waiting=asked.waiting_since is None)


def bring_visits(agent: Agent, now: datetime) -> None:
    """Shoppers with an open ticket agreed, on the shop's pages, to what they look at being told."""
    chat = Inbox.objects.filter(channel="chat").order_by("pk").first()
    visitors = Visitor.objects.filter(customer__tickets__in=Ticket.objects.unsolved()).select_related(
        "customer"
    )
    if chat is None:
        return
    for visitor in visitors.order_by("-pk").distinct()[:SHOPPERS]:
        visits = [
            {
                "page": f"{settings.SITE_URL}/demo-shop{page}",
                "title": title,
                "words": words,
                "at": (now - timedelta(minutes=minutes)).timestamp() * 1000,
            }
            for page, title, words, minutes in VISITS
        ]
        tell_visits(visitor, chat, True, visits, origins={settings.SITE_URL})
        give_points(visitor.customer, POINT, by=agent)


def _put_clocks_right(last_event_id: int) -> None:
    """A ticket changed when its last event happened, as in all of the past."""
    newest = Event.objects.filter(ticket=OuterRef("pk")).order_by("-pk").values("created_at")[:1]
    touched = Event.objects.filter(pk__gt=last_event_id).values("ticket")
    Ticket.objects.filter(pk__in=touched).update(updated_at=Subquery(newest))
