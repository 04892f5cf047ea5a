"""What the desk itself can tell who waits: how their order stands, and what the policies say of their question."""

import re

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.channels.while_waiting import Asker, Card
from shopbell.selling.face import order_face
from shopbell.shop.order import Order
from shopbell.shop.policies.page import PAGES, parts_of

MOST_ORDERS, MOST_SENTENCES = 2, 3
# how words begin by which a shop calls a contact reason → page of the policies, what is told apart more closely first
PAGES_BY_WORD = {
    "exchanges": ("exchang", "umtausch", "tausch", "échang", "cambio", "استبدال"),
    "returns": (
        "return",
        "refund",
        "rücksend",
        "retour",
        "erstatt",
        "rembours",
        "devol",
        "reembols",
        "إرجاع",
    ),
    "warranty": ("warrant", "defect", "broken", "garant", "defekt", "kaputt", "cassé", "roto", "ضمان"),
    "orders": ("cancel", "change my order", "stornier", "annul", "modif", "إلغاء"),
    "shipping": ("deliver", "parcel", "shipping", "liefer", "paket", "livraison", "colis", "envío", "شحن"),
}

ARTICLES = "[وفب]?(?:ال|لل)?"  # that Arabic writes together with the word
BEGINNINGS = {
    page: re.compile(rf"\b{ARTICLES}(?:{'|'.join(words)})") for page, words in PAGES_BY_WORD.items()
}


def orders_of(asker: Asker, language: str) -> list[Card]:
    """The newest orders that the ticket is about, else of the customer; of nobody who has not proved who they are."""
    if not asker.is_proven:
        return []
    own = Order.objects.filter(customer=asker.ticket.customer_id).prefetch_related(
        "lines__variant__product", "shipments"
    )
    linked = own.filter(pk__in=asker.ticket.order_links.values("order"))
    orders = list(linked[:MOST_ORDERS]) or list(own[:1])
    return [_card(order) for order in orders]


def policies_for(asker: Asker, language: str) -> list[Card]:
    """What stands on the public page that the contact reason is about; nothing without such a reason."""
    page = PAGES.get(_page_of(asker))
    parts = parts_of(page, timezone.now()) if page else []
    sentences = [answer.sentence for part in parts for answer in part.answers][:MOST_SENTENCES]
    if page is None or not sentences:
        return []
    return [
        Card(str(page.title), sentences, [(_("Read all of it"), reverse("shop-policy", args=[page.slug]))])
    ]


def _page_of(asker: Asker) -> str:
    reason = asker.ticket.reason
    if reason is None:
        return ""
    said = " ".join([reason.name, reason.parent.name if reason.parent else "", *reason.words]).lower()
    return next((page for page, begin in BEGINNINGS.items() if begin.search(said)), "")


def _card(order: Order) -> Card:
    face = order_face(order)
    links = [(link["words"], link["page"]) for link in face["links"]]
    return Card(face["title"], face["lines"], links)
