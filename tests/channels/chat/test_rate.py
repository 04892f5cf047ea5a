import threading

import pytest
from django.db import connection, transaction

from shopbell.core import rate
from shopbell.tickets.models import Ticket

from .shopper import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_window(monkeypatch):
    """No new window begins in the middle of a test."""
    now = rate.time.time()
    monkeypatch.setattr(rate.time, "time", lambda: now)


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


def test_one_browser_cannot_try_links_without_end(shopper):
    codes = [shopper.post("join", token="forged").status_code for _ in range(22)]

    assert codes == [422] * 20 + [429] * 2


def test_one_address_cannot_make_links_without_end(chatting):
    chatting.client.defaults["REMOTE_ADDR"] = "9.9.9.9"

    codes = [chatting.post("link", chat=chatting.chat).status_code for _ in range(62)]

    assert codes == [200] * 60 + [429] * 2


@pytest.mark.django_db(transaction=True)
def test_a_message_that_waits_keeps_nobody_else_of_its_network_waiting(shop_chat, bo_is_there):
    one, other = Shopper(shop_chat), Shopper(shop_chat)
    for shopper in (one, other):
        shopper.client.defaults["REMOTE_ADDR"] = "9.9.9.9"
        shopper.start("Hello")
    codes = []

    def send():
        codes.append(one.send("I wait for my ticket").status_code)
        connection.close()

    with transaction.atomic():
        Ticket.objects.select_for_update().get(chats=one.chat)
        waiting = threading.Thread(target=send)
        waiting.start()
        with connection.cursor() as cursor:
            cursor.execute("set local lock_timeout = '10s'")
            while not is_waiting(cursor):
                assert waiting.is_alive()
            codes.append(other.send("I do not").status_code)
    waiting.join()

    assert codes == [200, 200]


def is_waiting(cursor) -> bool:
    cursor.execute("select pg_stat_clear_snapshot()")
    cursor.execute(
        "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    )
    return cursor.fetchone() is not None
