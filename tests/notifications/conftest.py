import pytest

from shopbell.core.http import guarded
from shopbell.notifications.push.device import add_device
from shopbell.notifications.push.vapid import own_key
from shopbell.tickets.assignment import assign_ticket
from tests.fakes.push_service import HOST, PushService

from .reacting import react

DEVICES = "/desk/profile/notifications/devices/"


@pytest.fixture
def push_service(monkeypatch):
    """The one push service of the world, at a public address."""
    service = PushService()
    monkeypatch.setattr(guarded, "way_out", lambda end: service)
    monkeypatch.setattr(
        guarded, "addresses_of", lambda host, port: {HOST: ["93.184.215.14"]}.get(host, [host])
    )
    return service


@pytest.fixture
def subscribe(push_service):
    """Switch push on in a new browser of an agent; returns the browser and the desk's row of it."""

    def switch_on(agent):
        browser = push_service.subscribe(own_key().public)
        return browser, add_device(agent, endpoint=browser.endpoint, **browser.keys, user_agent="Firefox")

    return switch_on


@pytest.fixture
def given(late_parcel, ada, bo, subscribe):
    """Bo is given a ticket and has a browser that takes push messages."""
    browser, device = subscribe(bo)
    assign_ticket(late_parcel, bo, by=ada)
    react()
    return browser, device
