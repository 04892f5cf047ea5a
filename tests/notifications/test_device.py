"""The devices that take push messages, and the desk's own keys: sealed, one's own, and switched on and off on a page."""

import pytest

from shopbell.core.sealed import Unreadable
from shopbell.notifications.models import Device, VapidKey
from shopbell.notifications.push.device import MOST
from shopbell.notifications.push.vapid import own_key

from .conftest import DEVICES

pytestmark = pytest.mark.django_db


def test_there_is_one_pair_of_keys_and_it_lies_sealed(db):
    assert own_key().public == own_key().public and VapidKey.objects.count() == 1

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select private from notifications_vapidkey")
        assert cursor.fetchone()[0].startswith("gAAAA")


def test_keys_that_no_secret_opens_are_made_anew_and_devices_of_the_old_ones_go(given, settings):
    before = own_key().public
    settings.SECRET_KEY = "another key, after a restore without the first"

    assert isinstance(VapidKey.objects.get().private, Unreadable)
    assert own_key().public != before and not Device.objects.exists()


def test_an_address_of_a_browser_lies_sealed(given):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(d)::text from notifications_device d")
        assert "push.example" not in cursor.fetchone()[0]


def test_an_agent_switches_push_on_tests_it_and_removes_the_device(desk, bo, push_service):
    console, browser = desk(bo), push_service.subscribe(own_key().public)

    answer = console.post(
        DEVICES, {"endpoint": browser.endpoint, **browser.keys}, headers={"User-Agent": "Firefox"}
    )
    again = console.post(DEVICES, {"endpoint": browser.endpoint, **browser.keys})
    assert (answer.status_code, again.status_code) == (204, 204)
    device = Device.objects.get()
    assert "Send a test" in console.get("/desk/profile/notifications/").content.decode()

    page = console.post(f"{DEVICES}{device.pk}/test/", follow=True).content.decode()
    assert "It shows in a moment" in page and browser.shown[0]["title"] == "It works"

    console.post(f"{DEVICES}{device.pk}/remove/")
    assert not Device.objects.exists()


def test_a_test_says_what_went_wrong(desk, bo, subscribe, push_service):
    browser, device = subscribe(bo)
    push_service.troubles = [(503, {}), (400, {}), (410, {})]
    console = desk(bo)

    said = [console.post(f"{DEVICES}{device.pk}/test/", follow=True).content.decode() for _ in range(3)]

    assert "cannot be reached now" in said[0] and "refused it" in said[1] and "was removed" in said[2]


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "http://push.example/to/1"},
        {"endpoint": ""},
        {"endpoint": "https://[/"},
        {"endpoint": "https://push.example/" + "x" * 3000},
        {"p256dh": "AAAA"},
        {"auth": ""},
    ],
)
def test_what_is_no_subscription_is_refused_with_a_sentence(desk, bo, push_service, change):
    browser = push_service.subscribe(own_key().public)

    answer = desk(bo).post(
        DEVICES, {"endpoint": browser.endpoint, **browser.keys} | change, headers={"HX-Request": "true"}
    )

    assert answer.status_code == 422 and "gave no address" in answer.content.decode()


def test_devices_are_ones_own_and_not_without_end(desk, ada, bo, push_service, subscribe):
    _, device = subscribe(bo)

    assert desk(ada).post(f"{DEVICES}{device.pk}/test/").status_code == 404
    assert desk(ada).post(f"{DEVICES}{device.pk}/remove/").status_code == 404
    for _ in range(MOST - 1):
        subscribe(bo)
    browser = push_service.subscribe(own_key().public)
    answer = desk(bo).post(
        DEVICES, {"endpoint": browser.endpoint, **browser.keys}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422 and "as many devices" in answer.content.decode()
