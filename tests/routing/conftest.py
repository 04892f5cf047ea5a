"""Teams whose tickets are routed, and agents who are there."""

import pytest

from shopbell.routing.models import Assistant, TeamRouting
from tests.channels.chat.conftest import be_there


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
