"""Two shoppers of one line are answered at once: what those behind read last is where they stand."""

import pytest
from django.db import transaction

from shopbell.channels.reply import send_reply
from shopbell.promises import waiting_line
from shopbell.promises.models import WaitForecast
from shopbell.promises.waiting_line import react, wait_shown
from shopbell.tickets.event import Event
from shopbell.tickets.ticket import Ticket
from tests.channels.chat.conftest import be_there
from tests.channels.chat.shopper import Shopper
from tests.two_connections import Other


@pytest.mark.django_db(transaction=True)
def test_the_slower_of_two_looks_at_a_line_leaves_nobody_at_a_place_of_before(shop_chat, bo, monkeypatch):
    be_there(bo)
    shoppers = [Shopper(shop_chat) for _ in range(3)]
    for number, each in enumerate(shoppers):
        each.start(f"Question {number}", email=f"shopper{number}@shopper.example")
    first, second, third = (Ticket.objects.get(chats=each.chat) for each in shoppers)
    for ticket in (first, second, third):
        with transaction.atomic():
            wait_shown(ticket)
    find, looks, others = waiting_line.experience_of, [], []

    def find_slowly(team_id, now):
        looks.append(now)
        if len(looks) == 1:  # it has read the line, and says nothing yet
            others.append(Other(answer, second, bo))
            others[0].wait_until_held_up()
        return find(team_id, now)

    monkeypatch.setattr(waiting_line, "experience_of", find_slowly)
    answer(first, bo)
    others[0].outcome()

    assert WaitForecast.objects.filter(ticket=third).latest("pk").place == 1


def answer(ticket, agent):
    send_reply(ticket, "Here I am.", by=agent, hold_seconds=0)
    react(Event.objects.filter(ticket=ticket, verb="replied").latest("pk"))
