"""Whoever waits in a chat hears at once that somebody is there for them again, or no longer."""

import pytest

from shopbell.accounts.availability import choose_availability
from shopbell.channels.chat import told_presence
from tests.channels.chat.conftest import be_there
from tests.routing.arriving import ticket_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(monkeypatch):
    topics: list[str] = []
    monkeypatch.setattr(told_presence, "publish", lambda *each: topics.extend(each))
    return topics


def test_the_chat_of_an_agent_hears_when_they_are_back(ticket, bo, rung):
    choose_availability(bo, "away")
    assert rung == [f"ticket-{ticket.pk}"]

    choose_availability(bo, "available")
    assert rung == [f"ticket-{ticket.pk}"] * 2


def test_who_waits_for_anybody_hears_only_where_nobody_else_is_there(mina, returns, bo, ada, rung):
    waits = ticket_of(mina, returns, "chat")
    ticket_of(mina, returns, "email")
    be_there(bo)

    choose_availability(bo, "available")
    assert rung == [f"ticket-{waits.pk}"]

    be_there(ada)
    choose_availability(bo, "away")
    assert rung == [f"ticket-{waits.pk}"]  # Ada is there all the while
