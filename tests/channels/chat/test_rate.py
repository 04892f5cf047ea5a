import pytest

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


def test_one_browser_cannot_try_links_without_end(shopper):
    codes = [shopper.post("join", token="forged").status_code for _ in range(22)]

    assert codes == [422] * 20 + [429] * 2


def test_one_address_cannot_make_links_without_end(chatting):
    chatting.client.defaults["REMOTE_ADDR"] = "9.9.9.9"

    codes = [chatting.post("link", chat=chatting.chat).status_code for _ in range(62)]

    assert codes == [200] * 60 + [429] * 2
