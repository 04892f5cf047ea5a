"""Shoppers at the chat of the shop, and an agent who is there."""

import pytest
from django.utils import timezone

from shopbell.accounts.availability import Availability
from shopbell.tickets.ticket import Ticket
from tests.channels.chat.shopper import Shopper


def be_there(agent):
    Availability.objects.update_or_create(
        agent=agent, defaults={"chosen": "available", "seen_at": timezone.now()}
    )
    return agent


@pytest.fixture
def bo_is_there(bo):
    """Bo has the desk open and takes chats."""
    return be_there(bo)


@pytest.fixture
def shopper(shop_chat):
    return Shopper(shop_chat)


@pytest.fixture
def chatting(shopper, bo_is_there):
    """A shopper in a chat with Bo."""
    shopper.start("Where is my parcel?", name="Mina", email="mina@shopper.example")
    return shopper


@pytest.fixture
def ticket(chatting):
    return Ticket.objects.get(chats=chatting.chat)
