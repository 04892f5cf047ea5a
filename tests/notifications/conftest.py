import pytest

from shopbell.core.http import guarded
from shopbell.notifications.push.device import add_device
from shopbell.notifications.push.vapid import own_key
from tests.fakes.push_service import HOST, PushService


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
