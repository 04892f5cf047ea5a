"""The inboxes on the settings pages."""

import pytest
from django.urls import reverse

from shopbell.channels.email.settings_form import EmailInboxForm
from shopbell.channels.models import Inbox
from shopbell.channels.views.inbox import InboxForm

LIST = "/desk/settings/inboxes/"


def fields(**more):
    return {
        "name": "Care", "address": "Care@Shop.Example", "signature": "The shop", "is_active": "on",
        "email-sender_name": "", "email-acknowledge": "on", "email-acknowledgement": "", **more,
    }  # fmt: skip


@pytest.mark.requirement("R19")
def test_an_admin_makes_an_email_inbox(desk, root):
    answer = desk(root).post(reverse("inbox-new", args=["email"]), fields())

    assert answer.status_code == 302
    inbox = Inbox.objects.get()
    assert (inbox.channel, inbox.address, inbox.signature) == ("email", "care@shop.example", "The shop")
    assert inbox.setting("acknowledge") is True
    assert "care@shop.example" in desk(root).get(LIST).content.decode()


def test_what_only_the_channel_has_is_kept_too(desk, root, care):
    page = reverse("inbox-edit", args=[care.pk])
    desk(root).post(page, fields(**{"email-acknowledge": "", "email-acknowledgement": "Hello {name}"}))

    care.refresh_from_db()
    assert care.setting("acknowledge") is False
    assert "Hello {name}" in desk(root).get(page).content.decode()


def test_an_address_is_one_inbox(desk, root, care):
    answer = desk(root).post(reverse("inbox-new", args=["email"]), fields())

    assert answer.status_code == 422
    assert "Another inbox has this address." in answer.content.decode()


@pytest.mark.parametrize("address", ["", "no address", "care+x@shop.example"])
def test_a_wrong_address_is_said(desk, root, address):
    answer = desk(root).post(reverse("inbox-new", args=["email"]), fields(address=address))

    assert answer.status_code == 422
    assert not Inbox.objects.exists()


def test_an_account_that_does_not_answer_is_not_kept(desk, root, care):
    account = {
        "email-host": "127.0.0.1",
        "email-port": "1",
        "email-user": "care",
        "email-secret": "s3cret",
        "email-encryption": "none",
    }
    answer = desk(root).post(reverse("inbox-edit", args=[care.pk]), fields(**account))

    assert answer.status_code == 422
    assert "does not answer" in answer.content.decode()
    assert "s3cret" not in answer.content.decode()


def test_a_chat_inbox_shows_its_line_for_the_shop(desk, root, shop_chat):
    page = desk(root).get(reverse("inbox-edit", args=[shop_chat.pk])).content.decode()

    assert shop_chat.public_key in page
    assert "http://testserver" in page


CHAT = {
    "name": "Chat", "is_active": "on", "chat-origins": "https://shop.example", "chat-ask_name": "no",
    "chat-ask_email": "no", "chat-ask_reason": "no", "chat-continue_after_seconds": "60", "chat-visited_days": "30", "chat-call_back": "open", "chat-callers": "0", "chat-call_minutes": "15",
    "chat-messages_a_minute": "30", "chat-position": "end", "chat-accent": "#8a5a0b",
}  # fmt: skip


def test_a_new_chat_inbox_leads_to_its_line_for_the_shop(desk, root):
    answer = desk(root).post(reverse("inbox-new", args=["chat"]), CHAT, follow=True)

    assert Inbox.objects.get().public_key in answer.content.decode()


def test_a_chat_that_would_show_nowhere_is_not_made(desk, root):
    answer = desk(root).post(reverse("inbox-new", args=["chat"]), CHAT | {"chat-origins": ""})

    assert answer.status_code == 422
    assert not Inbox.objects.exists()


def test_only_who_configures_may_look(desk, ada, client, care):
    assert desk(ada).get(LIST).status_code == 403
    client.logout()
    assert client.get(LIST).status_code == 302
    assert client.post(reverse("inbox-edit", args=[care.pk]), fields()).status_code == 302


def test_the_settings_of_a_mail_inbox_stand_under_headings_and_none_is_lost(desk, root, care):
    Inbox.objects.update(signature_logo="a logo, so that it can be removed")
    page = desk(root).get(reverse("inbox-edit", args=[care.pk])).content.decode()

    titles = ["Name and address", "How mail comes in", "How mail goes out", "What customers read", "Spam"]
    places = [page.index(f"<summary><h2>{title}</h2></summary>") for title in titles]
    assert places == sorted(places)
    for name in [*InboxForm.base_fields, *(f"email-{each}" for each in EmailInboxForm.base_fields)]:
        if name != "email-further":  # the folders are listed from the server first
            assert page.count(f'name="{name}"') == 1


def test_a_group_with_something_wrong_in_it_is_open(desk, root, care):
    wrong = fields(**{"email-host": "imap.shop.example", "email-user": "", "email-port": "993"})
    page = desk(root).post(reverse("inbox-edit", args=[care.pk]), wrong).content.decode()

    before, _title, _after = page.partition("<summary><h2>How mail comes in</h2></summary>")
    assert before.rstrip().endswith('<details class="field-group" open>')
