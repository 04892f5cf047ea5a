"""What the templates of tickets have besides."""

from jinja2 import Environment

from shopbell.shop.panel import ShownOrder

from .face import links_of, order_face, words_of
from .shown import state_words


def order_card_words(shown: ShownOrder) -> str:
    """An order in words, for a reply that carries no card."""
    parcels = [(each.shipment, each.page) for each in shown.parcels if each.shipment]
    return words_of(order_face(shown.order, links_of(parcels)))


def install(environment: Environment) -> None:
    environment.globals.update(order_card_words=order_card_words, card_state=state_words)
