"""The guide of an empty desk: it begins with the first admin, remembers where one was, and bothers nobody else."""

import pytest
from django.test import Client

from shopbell.accounts import first_admin
from shopbell.accounts.models import Agent
from shopbell.channels.email.inbound import take_in
from shopbell.channels.email.raw_mail import Arrival, Door
from shopbell.channels.models import Brand, Inbox
from shopbell.channels.reply import send_reply
from shopbell.configuration.guide import Guide, begin_guide, open_guide
from tests.cast import PASSWORD
from tests.channels.email.conftest import mail


@pytest.fixture
def newcomer(db, settings, tmp_path):
    """A browser in which the first admin has just come in."""
    settings.DATA = tmp_path
    client = Client()
    address = first_admin.link().removeprefix(settings.SITE_URL)
    client.post(address, {"name": "Ines Roth", "email": "ines@shop.example", "password": PASSWORD})
    return client


def where(client) -> str:
    return client.get("/desk/start/").headers["Location"]


def test_from_an_empty_desk_to_a_chat_step_by_step(newcomer):
    assert where(newcomer) == "/desk/start/shop/"
    newcomer.post("/desk/start/shop/", {"name": "Wexmoor & Pell", "colour": "#224466"})
    assert Brand.current().name == "Wexmoor & Pell"

    assert where(newcomer) == "/desk/start/inbox/"
    form = {"channel": "chat", "name": "Shop chat", "page": "https://shop.example"}
    newcomer.post("/desk/start/inbox/", form)
    chat = Inbox.objects.get()
    assert chat.setting("origins") == ["https://shop.example"] and chat.setting("accent") == "#224466"

    assert where(newcomer) == "/desk/start/people/"
    role = Agent.objects.get().role_id
    newcomer.post("/desk/start/people/", {"name": "Bo Lind", "email": "bo@shop.example", "role": role})
    page = newcomer.get("/desk/start/people/").content.decode()
    assert "Bo Lind" in page and "/join/" in page

    assert where(newcomer) == "/desk/start/page/"
    assert chat.public_key in newcomer.get("/desk/start/page/").content.decode()
    newcomer.post("/desk/start/page/", {"over": "yes"})

    assert where(newcomer) == "/desk/start/talk/"
    page = newcomer.get("/desk/start/talk/").content.decode()
    assert f"/desk/settings/inboxes/{chat.pk}/trial/" in page and "write something" in page


def test_it_ends_when_the_chat_was_answered(newcomer, shop_chat, wrong_size):
    agent = Agent.objects.get(email="ines@shop.example")
    assert "answer it" in newcomer.get("/desk/start/talk/progress/").content.decode()
    send_reply(wrong_size, "Hello", by=agent, channel="chat")
    assert "first conversation" in newcomer.get("/desk/start/talk/progress/").content.decode()

    newcomer.post("/desk/start/finish/")

    assert open_guide(agent) is None
    assert "first steps are done" not in newcomer.get("/desk/settings/").content.decode()


def test_it_can_be_left_and_is_offered_again(newcomer):
    assert "first steps are done" in newcomer.get("/desk/settings/").content.decode()
    assert "/desk/start/" in newcomer.get("/desk/views/open/").content.decode()


def test_a_step_that_must_be_is_not_passed_over(newcomer):
    newcomer.post("/desk/start/shop/", {"over": "yes"})
    newcomer.post("/desk/start/inbox/", {"over": "yes"})

    assert where(newcomer) == "/desk/start/inbox/"


def test_a_shop_without_a_chat_can_end_it_too(newcomer):
    for step in ("shop", "people", "page"):
        newcomer.post(f"/desk/start/{step}/", {"over": "yes"})
    newcomer.post("/desk/start/inbox/", {"channel": "form", "name": "Write to us"})
    assert where(newcomer) == "/desk/start/talk/"
    page = newcomer.get("/desk/start/talk/").content.decode()
    assert "There is no chat yet" in page and 'formaction="/desk/start/finish/"' in page

    newcomer.post("/desk/start/finish/")
    assert Guide.current().finished_at


def test_who_begins_with_an_address_is_told_that_no_mail_comes_or_leaves_yet(newcomer, settings):
    settings.MAIL_URL = ""
    form = {"channel": "email", "name": "Care", "address": "care@shop.example"}
    page = newcomer.post("/desk/start/inbox/", form, follow=True).content.decode()
    inbox = Inbox.objects.get()

    assert "Mail to care@shop.example comes in once you connect its mailbox" in page
    assert f"/desk/settings/inboxes/{inbox.pk}/#id_email-host" in page and "Answers wait in a folder" in page
    assert 'href="/desk/start/people/"' in page
    assert 'id="id_email-host"' in newcomer.get(f"/desk/settings/inboxes/{inbox.pk}/").content.decode()

    take_in([Arrival(mail(), Door.SMTP, inbox_id=inbox.pk)])
    settings.MAIL_URL = "smtp://mail.shop.example:25"
    page = newcomer.get("/desk/start/inbox/").content.decode()
    assert "comes in once you connect" not in page and "Answers wait in a folder" not in page


def test_a_desk_that_was_never_empty_has_no_guide(desk, root):
    assert open_guide(root) is None
    assert desk(root).get("/desk/start/").status_code == 404
    assert "First steps" not in desk(root).get("/desk/settings/").content.decode()


def test_only_who_may_configure_is_led(root, bo):
    begin_guide()

    assert open_guide(root) and open_guide(bo) is None
    assert Guide.objects.count() == 1


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"channel": "chat", "name": "C", "page": "shop"}, "https://shop.example"),
        ({"channel": "email", "name": "E", "address": "nobody"}, "address"),
        ({"channel": "form", "name": ""}, "required"),
    ],
)
def test_a_wrong_first_inbox_is_said(newcomer, form, sentence):
    page = newcomer.post("/desk/start/inbox/", form)

    assert page.status_code == 422 and sentence in page.content.decode()
    assert not Inbox.objects.exists()
