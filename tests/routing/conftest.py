"""Teams whose tickets are routed, and agents who are there."""

import pytest

from shopbell.routing.assigning import route_ticket
from shopbell.routing.models import Assistant, TeamRouting, Wish
from tests.channels.chat.conftest import be_there
from tests.routing.arriving import ticket_of
from tests.routing.waiting_live import offer_of


@pytest.fixture
def routed(returns):
    """`routed("push")` makes Returns go that way, or another team."""

    def route(mode, team=returns, **more):
        return TeamRouting.objects.update_or_create(team=team, defaults={"mode": mode, **more})[0]

    return route


@pytest.fixture
def bo_is_there(bo):
    return be_there(bo)


@pytest.fixture
def ada_is_there(ada):
    return be_there(ada)


@pytest.fixture
def offered(routed, ada, bo_is_there):
    """Ada, who is not there, and Bo agreed to be asked for."""
    routed("direct")
    Assistant.objects.create(agent=ada, is_offered=True, hours="Mon–Thu, 9–17")
    Assistant.objects.create(agent=bo_is_there, is_offered=True)
    return ada


@pytest.fixture
def mail_offered(mina, returns, routed, bo_is_there):
    """Bo alone is there, and asked about a mail."""
    routed("push", accept_seconds=30)
    return offer_of(mina, returns, "email")


@pytest.fixture
def wished(mail_offered, mina, returns, bo, ada_is_there):
    """A chat for Bo, by name, while he is asked about another chat; Ada is free."""
    other = ticket_of(mina, returns, "chat")
    Wish.objects.create(ticket=other, agent=bo)
    assert route_ticket(other.pk).agent == bo
    chat = ticket_of(mina, returns, "chat")
    Wish.objects.create(ticket=chat, agent=bo)
    return chat
