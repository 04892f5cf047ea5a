"""In which language a customer hears that their mail arrived, and which way it is read."""

import pytest
from django.utils.translation import override

from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.acknowledge import acknowledge
from shopbell.channels.email.sending.language import language_for
from shopbell.channels.email.sending.outbound import compose
from shopbell.channels.email.settings_form import settings_form
from shopbell.channels.reply import send_reply
from shopbell.customers.models import Customer
from shopbell.tickets.models import Message, Ticket

from ..conftest import mail

HELLO = {
    "de": "vielen Dank für Ihre Nachricht",
    "fr": "merci",
    "es": "gracias",
    "ar": "شكرًا",
    "en": "thank you for writing",
}


def thanks(*, ticket: str = "", customer: str = "", sender: str = "mina@shopper.example"):
    """The acknowledgement to a customer of a known language, as it would leave."""
    message = Message.objects.get(
        pk=receive(mail(message_id=f"<1-{sender}>", **{"from": f"Mina <{sender}>"}))["message"]
    )
    message.ticket.language, message.ticket.customer.language = ticket, customer
    message.ticket.save()
    message.ticket.customer.save()
    return compose(acknowledge(message))


@pytest.mark.parametrize("language", ["de", "fr", "es", "ar"])
def test_it_is_in_the_language_of_the_ticket(care, language):
    sent = thanks(ticket=language, customer="en")

    assert HELLO[language].lower() in sent.text.lower()
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in sent.html


@pytest.mark.parametrize(
    ("ticket", "customer", "inbox", "hears"),
    [
        ("", "fr-CA", "de", "fr"),
        ("", "", "de", "de"),
        ("nl", "", "de", "de"),
        ("nl", "fr", "de", "fr"),
        ("", "", "", "en"),
        ("zz", "", "", "en"),
    ],
)
def test_else_in_the_customers_else_in_the_inboxs_else_in_the_desks(care, ticket, customer, inbox, hears):
    care.settings |= {"language": inbox}
    care.save()

    assert HELLO[hears].lower() in thanks(ticket=ticket, customer=customer).text.lower()


def test_what_the_shop_wrote_for_a_language_goes_before_what_it_wrote_for_all(care):
    care.settings |= {"acknowledgement": "Hi {name}!", "acknowledgement_de": "Moin {name}!"}
    care.save()

    assert "Moin Mina!" in thanks(ticket="de").text
    assert "Hi Mina!" in thanks(ticket="fr", sender="mina@other.example").text


def test_an_admin_writes_them_in_the_inbox_and_sees_one(care, desk, root):
    form = settings_form(
        {"email-acknowledgement_fr": "Bonjour {name}", "email-language": "fr", "email-acknowledge": "on"},
        care,
    )
    assert form.is_valid(), form.errors
    form.keep(care)
    care.save()

    page = desk(root).get(f"/desk/settings/inboxes/{care.pk}/").content.decode()
    assert '<details class="folded-fields" open>' in page and "Bonjour Mina" in page


def test_what_people_wrote_is_read_as_they_wrote_it(care, late_parcel, ada):
    late_parcel.language = "ar"
    late_parcel.save()
    sent = compose(send_reply(late_parcel, "It is on its way.", by=ada).deliveries.get())

    assert '<div lang="ar" dir="rtl"' in sent.html
    assert '<p dir="auto" style="margin:0 0 16px">It is on its way.</p>' in sent.html


def test_no_agents_language_gets_into_it(care):
    with override("fr"):
        assert HELLO["de"].lower() in thanks(ticket="de").text.lower()


@pytest.mark.parametrize(
    ("said", "known", "written"), [("en", "en-gb", "en-gb"), ("en", "de", "en"), ("de", "en-gb", "de")]
)
def test_the_region_of_a_customer_counts_where_the_ticket_has_their_language_without_one(
    said, known, written
):
    ticket = Ticket(language=said, customer=Customer(language=known))

    assert language_for(ticket, None) == written
