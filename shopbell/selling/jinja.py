"""What the templates of tickets have besides."""

from jinja2 import Environment

from shopbell.shop.order import Order

from .face import order_face, words_of
from .shown import state_words


def order_card_words(order: Order) -> str:
    """An order in words, for a reply that carries no card."""
    return words_of(order_face(order))


def install(environment: Environment) -> None:
    environment.globals.update(order_card_words=order_card_words, card_state=state_words)
