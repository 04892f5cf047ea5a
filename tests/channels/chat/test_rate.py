import pytest
from django.test import RequestFactory
from django.utils import timezone

from shopbell.channels.chat import rate
from shopbell.channels.chat.models import RateCount

from .shopper import Shopper

pytestmark = pytest.mark.django_db


def test_a_shopper_who_sends_too_much_is_asked_to_wait(chatting, shop_chat):
    shop_chat.settings |= {"messages_a_minute": 3}
    shop_chat.save()

    codes = [chatting.send(str(number)).status_code for number in range(5)]

    assert codes == [200, 200, 200, 429, 429]
    assert "wait" in chatting.send("now?").json()["error"]
    assert chatting.texts()[1:] == ["0", "1", "2"]


def test_one_address_cannot_start_chats_without_end(shop_chat, bo_is_there):
    codes = []
    for _ in range(62):
        shopper = Shopper(shop_chat)
        shopper.client.defaults["REMOTE_ADDR"] = "9.9.9.9"
        codes.append(shopper.start("Hello").status_code)

    assert codes == [200] * 60 + [429] * 2


def test_a_new_window_begins_anew(db, monkeypatch):
    monkeypatch.setattr(rate.time, "time", lambda: 1000.0)
    rate.count_use("x", limit=1, seconds=60)
    with pytest.raises(rate.TooMany):
        rate.count_use("x", limit=1, seconds=60)

    monkeypatch.setattr(rate.time, "time", lambda: 1100.0)
    rate.count_use("x", limit=1, seconds=60)


def test_a_shoppers_own_words_in_the_header_are_not_their_address(settings):
    request = RequestFactory().get(
        "/", headers={"X-Forwarded-For": "1.1.1.1, 8.8.8.8"}, REMOTE_ADDR="10.0.0.1"
    )

    assert rate.address_of(request) == "10.0.0.1"
    settings.PROXY_COUNT = 1
    assert rate.address_of(request) == "8.8.8.8"


def test_addresses_of_our_own_network_are_not_limited(db):
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1")

    for _ in range(5):
        rate.count_address("x", request, limit=1, seconds=60)


def test_old_counts_are_forgotten(db):
    rate.count_use("x", limit=1, seconds=60)

    assert rate.forget_counts(timezone.now()) == 0
    assert rate.forget_counts(timezone.now() + rate.KEPT * 2) == 1
    assert not RateCount.objects.exists()
