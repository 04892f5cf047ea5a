"""Whose language a page, a chat and a mail speak."""

import pytest
from django.utils import translation

from shopbell.channels.chat.words import words
from shopbell.channels.delivery import queue_delivery
from shopbell.channels.email.sending.outbound import compose
from shopbell.channels.inbox import set_inbox
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Ticket
from shopbell.tickets.ticket import create_ticket

pytestmark = pytest.mark.django_db


def test_the_widget_speaks_as_the_page_around_it(client, shop_chat):
    frame = client.get(f"/chat/{shop_chat.public_key}/?lang=de-AT", headers={"Accept-Language": "en"})
    look = client.get(f"/chat/{shop_chat.public_key}/look?lang=de", headers={"Accept-Language": "en"})

    assert '<html lang="de"' in frame.content.decode()
    assert "Mit uns chatten" in frame.content.decode()
    assert look.json()["words"]["open"] == "Chat und Hilfe"


@pytest.mark.parametrize("asked", ["", "xx", "../../etc", "%00", "e" * 600])
def test_a_language_that_nobody_has_translated_leaves_it_to_the_browser(client, shop_chat, asked):
    page = client.get(
        f"/chat/{shop_chat.public_key}/", {"lang": asked}, headers={"Accept-Language": "de-CH,fr;q=0.5"}
    )

    assert '<html lang="de-CH"' in page.content.decode()


def test_every_word_of_the_widget_is_there_in_german():
    with translation.override("en"):
        english = words()
    with translation.override("de"):
        german = words()

    assert [name for name in english if english[name] == german[name]] == ["agent"]  # Support


def test_an_agent_reads_the_desk_in_their_own_language(desk, bo):
    bo.language = "de"
    bo.save()

    page = desk(bo).get("/desk/", headers={"Accept-Language": "en"}, follow=True).content.decode()

    assert '<html lang="de"' in page
    assert "Nicht vergeben" in page
    assert "Keyboard shortcuts&#34;: &#34;Tastenk" in page or '"Keyboard shortcuts": "Tastenk' in page


@pytest.mark.requirement("R134")
def test_the_form_and_its_acknowledgement_keep_to_the_shoppers_language(client, shop_chat):
    page = client.get(f"/contact/{shop_chat.public_key}/?lang=de").content.decode()
    assert "Schreiben Sie uns" in page
    fields = {"name": "Mina", "email": "mina@shopper.example", "text": "Wo ist mein Paket?", "client_id": ""}
    fields["client_id"] = "6e5a3f5e-5a63-4f0b-9a07-0d6ea3fa6f3c"
    client.post(f"/contact/{shop_chat.public_key}/?lang=de", fields)

    ticket = Ticket.objects.get()
    mail = compose(
        queue_delivery(
            ticket.messages.get(),
            channel="email",
            purpose="acknowledgement",
            recipient="mina@shopper.example",
        )
    )
    assert ticket.language == "de"
    assert "vielen Dank für Ihre Nachricht" in mail.text


def test_the_desks_own_language_is_for_those_whose_nobody_knows(settings, mina, care):
    settings.LANGUAGE_CODE = "de"
    ticket = create_ticket(customer=mina, channel="email", subject="Lamp")
    set_inbox(ticket, care)
    message = receive_message(ticket, "Hello", customer=mina, channel="email")[0]

    mail = compose(
        queue_delivery(message, channel="email", purpose="acknowledgement", recipient="mina@shopper.example")
    )

    assert "vielen Dank für Ihre Nachricht" in mail.text
