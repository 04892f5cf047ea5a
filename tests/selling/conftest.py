"""A shopper in a chat, what the shop sells, and an order of theirs that may still be cancelled."""

import pytest

from tests.channels.chat.conftest import bo_is_there, chatting, shopper, ticket
from tests.shop.actions.conftest import method, red, sell
from tests.shop.conftest import make_order, vase

__all__ = ["bo_is_there", "chatting", "make_order", "red", "sell", "shopper", "ticket", "vase"]


@pytest.fixture
def bought(sell, ticket):
    """A pending order of two vases, of the shopper who chats, paid by card."""
    return sell(ticket.customer, method(ticket.customer, "card", brand="visa", last_four="1142"))
