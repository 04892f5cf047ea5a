"""A browser that changes its address for push messages by itself, and what its service worker tells the desk."""

import pytest
from django.test import Client

from shopbell.notifications.models import Device
from shopbell.notifications.push.vapid import own_key
from shopbell.tickets.assignment import assign_ticket

from .conftest import DEVICES
from .reacting import react, work

pytestmark = pytest.mark.django_db
RENEWAL = f"{DEVICES}renewal/"


@pytest.fixture
def moved(bo, subscribe, push_service):
    """The address that Bo's browser had, and the browser with the new one."""
    before, _device = subscribe(bo)
    return before.endpoint, push_service.subscribe(own_key().public)


def told(browser, before: str) -> dict[str, str]:
    return {"before": before, "endpoint": browser.endpoint, **browser.keys}


def test_what_waits_for_the_old_address_goes_to_the_new_one(desk, ada, bo, late_parcel, moved):
    before, browser = moved
    assign_ticket(late_parcel, bo, by=ada)
    react()

    answers = [desk(bo).post(RENEWAL, told(browser, before)).status_code for _ in range(2)]
    work()

    assert answers == [204, 204] and Device.objects.get().endpoint == browser.endpoint
    assert [each["title"] for each in browser.shown] == ["Ada Moreau assigned it to you"]


def test_a_device_that_was_removed_does_not_come_back_by_itself(desk, bo, moved):
    before, browser = moved
    Device.objects.all().delete()

    assert desk(bo).post(RENEWAL, told(browser, before)).status_code == 204
    assert not Device.objects.exists()


def test_nobody_moves_the_device_of_another(desk, ada, bo, moved):
    before, browser = moved

    desk(ada).post(RENEWAL, told(browser, before))

    assert [(device.agent, device.endpoint) for device in Device.objects.all()] == [(bo, before)]


def test_a_browser_that_does_not_say_what_was_before_is_added(desk, bo, moved):
    before, browser = moved

    desk(bo).post(RENEWAL, told(browser, ""))

    assert [device.endpoint for device in Device.objects.all()] == [before, browser.endpoint]


def test_a_browser_that_was_added_meanwhile_takes_the_place_of_the_old_address(desk, bo, moved):
    before, browser = moved
    console = desk(bo)
    console.post(DEVICES, {"endpoint": browser.endpoint, **browser.keys})

    console.post(RENEWAL, told(browser, before))

    assert Device.objects.get().endpoint == browser.endpoint


def test_the_service_worker_asks_for_the_key_and_the_token_that_the_desk_wants(bo, moved):
    before, browser = moved
    console = Client(enforce_csrf_checks=True)
    console.force_login(bo)

    asked = console.get(RENEWAL)
    refused = console.post(RENEWAL, told(browser, before))
    taken = console.post(RENEWAL, told(browser, before), headers={"X-CSRFToken": asked.json()["token"]})

    assert asked.json()["key"] == own_key().public and "no-store" in asked.headers["Cache-Control"]
    assert (refused.status_code, taken.status_code) == (403, 204)
