import pytest

from shopbell.channels.chat.models import Visitor
from shopbell.tickets.models import Ticket

from .shopper import Shopper

pytestmark = pytest.mark.django_db


def token_in(link):
    return link.rstrip("/").rsplit("/", 1)[-1]


@pytest.mark.requirement("R105")
def test_the_chat_goes_on_in_another_browser(chatting, shop_chat):
    link = chatting.post("link", chat=chatting.chat).json()["link"]
    phone = Shopper(shop_chat)

    phone.chat = phone.post("join", token=token_in(link)).json()["chat"]["id"]
    phone.send("Now from my phone")

    assert phone.texts() == chatting.texts() == ["Where is my parcel?", "Now from my phone"]
    assert Ticket.objects.count() == 1


def test_opening_the_link_changes_nothing_until_the_browser_joins(chatting, client):
    link = chatting.post("link", chat=chatting.chat).json()["link"]

    page = client.get(f"/chat/continue/{token_in(link)}/")

    assert page.status_code == 200
    assert Visitor.objects.count() == 1


@pytest.mark.parametrize("token", ["", "forged", "a:b:c"])
def test_a_forged_link_opens_nothing(shopper, token):
    answer = shopper.post("join", token=token)

    assert answer.status_code == 422
    assert "ended" in answer.json()["error"]


def test_a_link_ends_after_a_week(chatting, shop_chat, monkeypatch):
    from django.core import signing

    link = chatting.post("link", chat=chatting.chat).json()["link"]
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 8 * 24 * 3600)

    assert Shopper(shop_chat).post("join", token=token_in(link)).status_code == 422


@pytest.mark.parametrize("own_matter", ["My own matter", ""])
def test_a_browser_that_joins_stays_its_own_customer(chatting, shop_chat, own_matter):
    friend = Shopper(shop_chat)
    if own_matter:
        friend.start(own_matter)
    link = chatting.post("link", chat=chatting.chat).json()["link"]

    friend.post("join", token=token_in(link))

    assert Visitor.objects.values("customer").distinct().count() == 2


def test_the_mail_that_goes_on_with_a_chat_leads_back_into_it(chatting, ticket, bo, shop_chat):
    from shopbell.channels.chat.continuation import continue_by_email
    from shopbell.channels.email.sending.outbound import PURPOSES
    from shopbell.channels.reply import send_reply

    reply = send_reply(ticket, "It is on its way.", by=bo)
    continue_by_email(reply.pk)

    text = PURPOSES["continue"](reply.deliveries.get(purpose="continue"), shop_chat).text

    assert text.startswith("It is on its way.")
    phone = Shopper(shop_chat)
    phone.chat = phone.post("join", token=token_in(text.split()[-1])).json()["chat"]["id"]
    assert phone.texts() == ["Where is my parcel?", "It is on its way."]
