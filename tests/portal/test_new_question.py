"""A new question in the portal: asked as in the contact form, about one of the shopper's own orders."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shopbell.channels.email.sending.acknowledge import react
from shopbell.channels.models import Delivery, Inbox
from shopbell.core.rate import RateCount
from shopbell.helpcenter.models import OfferDay
from shopbell.portal.question import tickets_of
from shopbell.portal.views.question import FORMS_AN_HOUR
from shopbell.shop.models import Order
from shopbell.tickets.models import Message, Ticket
from shopbell.web.console.shown_message import shown_messages
from tests.channels.form.conftest import ask, broken, too_small  # noqa: F401
from tests.helpcenter.conftest import centre, sending_back, write  # noqa: F401
from tests.search.offers.conftest import articles  # noqa: F401

pytestmark = pytest.mark.django_db
ADDRESS = "/portal/questions/new/"


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.BLOBS = tmp_path


@pytest.fixture
def door(db, care):
    """The shop's contact form."""
    return Inbox.objects.create(channel="form", name="Write to us", team=care.team)


def send(browser, text: str = "My lamp arrived broken.", **more):
    return browser.post(ADDRESS, {"text": text, "client_id": uuid.uuid4()} | more)


def order_of(customer, number: str) -> Order:
    return Order.objects.create(external_id=number, number=number, customer=customer, currency="EUR")


def test_a_new_question_is_a_ticket_about_their_order(minas, mina, care):
    order = order_of(mina, "20311")
    said = {"text": "Is it oak?\nOr ash?", "order": order.pk, "client_id": uuid.uuid4()}

    first, second = minas.post(ADDRESS, said), minas.post(ADDRESS, said)

    ticket = tickets_of(mina).get()
    assert first.headers["Location"] == second.headers["Location"] == f"/portal/questions/{ticket.pk}/"
    assert (ticket.subject, ticket.channel, ticket.team) == ("Is it oak?", "portal", care.team)
    assert ticket.order_links.get().order == order and ticket.arrival.inbox == care
    assert Message.objects.filter(ticket=ticket).count() == 1


def test_agents_read_that_it_came_by_the_portal_and_answer_it_by_mail(minas, mina, care, desk, ada):
    send(minas, "Is it oak?")
    ticket = tickets_of(mina).get()

    message = ticket.messages.get()
    react(message.events.get(verb="received"))
    page = desk(ada).get(f"/desk/tickets/{ticket.pk}/").content.decode()

    assert "Customer portal" in page and "Contact form" not in page
    (shown,) = shown_messages(ticket, [message], ada).values()
    assert shown.look == "mail" and message.channel == "portal"
    assert Delivery.objects.get(message=message).purpose == "acknowledgement"


@pytest.mark.requirement("R22")
def test_what_is_ticked_routes_it_and_fills_in_fields(minas, mina, door, broken, too_small, ask, advice):  # noqa: F811
    broken.team = advice
    broken.save()
    serial, size = ask(broken), ask(too_small, name="Size")

    send(minas, reasons=[broken.pk, too_small.pk], **{serial.key: "W-7", size.key: "90 cm"})

    ticket = tickets_of(mina).get()
    assert (ticket.reason, ticket.team, ticket.arrival.inbox) == (broken, advice, door)
    assert [tag.name for tag in ticket.tags.all()] == ["Too small"]
    kept = {each.field.name: each.value for each in ticket.field_values.all()}
    assert kept == {"Serial number": "W-7", "Size": "90 cm"}


def test_what_a_topic_needs_is_asked_for_and_files_wait_meanwhile(minas, door, broken, ask):  # noqa: F811
    serial, number = ask(broken, is_required=True), uuid.uuid4()
    file = SimpleUploadedFile("lamp.txt", b"broken", "text/plain")

    page = send(minas, reasons=[broken.pk], enclosed=file, client_id=number)

    text = page.content.decode()
    assert page.status_code == 422 and not Ticket.objects.exists()
    assert f'<a href="#contact_{serial.key}"><bdi>Serial number</bdi></a>' in text
    kept = re.search(r'name="kept" value="([^"]+)"', text)[1]
    send(minas, reasons=[broken.pk], client_id=number, kept=kept, **{serial.key: "W-7"})
    assert Message.objects.get().attachments.get().name == "lamp.txt"


def test_the_order_of_a_topic_is_chosen_among_their_own(minas, mina, door, broken, ask):  # noqa: F811
    order = order_of(mina, "20311")
    number = ask(broken, asks="order", is_required=True)
    page = minas.get(f"{ADDRESS}?order={order.pk}").content.decode()
    assert re.search(rf'<option value="{order.pk}" selected>.*20311', page) and number.key not in page

    refused = send(minas, reasons=[broken.pk])
    assert refused.status_code == 422 and "We need this" in refused.content.decode()
    send(minas, reasons=[broken.pk], order=order.pk)
    send(minas, reasons=[broken.pk], order="another")

    elsewhere, about = tickets_of(mina)[:2]
    assert about.order_links.get().order == order and not elsewhere.order_links.exists()


def test_who_has_no_order_yet_writes_its_number(minas, mina, door, broken, ask):  # noqa: F811
    number = ask(broken, asks="order", is_required=True)
    assert number.key in minas.get(ADDRESS).content.decode()

    send(minas, reasons=[broken.pk], **{number.key: "20399"})

    assert tickets_of(mina).get().messages.first().text == "My lamp arrived broken.\n\nOrder number: 20399"


def test_nobody_asks_about_an_order_of_another(minas, mina, theo, door):
    theirs = order_of(theo, "20312")
    assert "20312" not in minas.get(f"{ADDRESS}?order={theirs.pk}").content.decode()
    send(minas, order=theirs.pk)  # who has none is asked about none
    assert not tickets_of(mina).get().order_links.exists()

    order_of(mina, "20311")
    page = send(minas, order=theirs.pk)

    assert page.status_code == 422 and "20312" not in page.content.decode()


@pytest.mark.requirement("R55")
def test_answers_are_offered_once_before_it_is_sent(minas, door, articles):  # noqa: F811
    step = send(minas, "How can I track my parcel?")
    page = step.content.decode()

    assert step.status_code == 200 and not Ticket.objects.exists()
    assert "Track your parcel" in page and "How can I track my parcel?" in page
    assert re.search(r'name="offered" value="1"', page)
    assert OfferDay.objects.get(object_id=articles["Track your parcel"].article_id).shown == 1
    assert send(minas, "How can I track my parcel?", offered="1").status_code == 302


def test_the_script_asks_the_shops_contact_form_for_answers(minas, door, articles):  # noqa: F811
    page = minas.get(ADDRESS).content.decode()

    assert f'data-door="/contact/{door.public_key}/"' in page and "data-offers-room" in page


def test_a_shop_without_a_contact_form_asks_for_words_alone(minas, mina, care, broken, ask, articles):  # noqa: F811
    ask(broken)

    page = minas.get(ADDRESS).content.decode()

    assert "data-topic" not in page and "data-door" not in page and "data-offers-room" not in page
    send(minas, reasons=[broken.pk])
    assert not tickets_of(mina).exists()


def test_few_forms_an_hour_are_taken(minas, mina, door):
    send(minas, "")
    RateCount.objects.filter(name=f"portal forms {mina.pk}").update(count=FORMS_AN_HOUR)

    assert send(minas).status_code == 429 and not Ticket.objects.exists()
