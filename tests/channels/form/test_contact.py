import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shopbell.tickets.models import ContactReason, Tag, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def reasons(advice):
    return [
        ContactReason.objects.create(stage="before", name="Which lamp", team=advice),
        ContactReason.objects.create(stage="after", name="Broken shade"),
    ]


@pytest.mark.requirement("R21")
def test_a_shopper_writes_without_javascript(client, send, shop_chat, returns):
    answer = send(order_number="10391")
    page = client.get(answer.url).content.decode()

    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.team, ticket.subject) == ("form", returns, "My lamp arrived broken.")
    assert ticket.messages.get().text == "My lamp arrived broken.\n\nOrder number: 10391"
    assert ticket.customer.address == "mina@shopper.example"
    assert f"#{ticket.pk}" in page


@pytest.mark.requirement("R22")
def test_what_is_ticked_routes_the_inquiry_and_is_counted(send, reasons, advice):
    send(reasons=[each.pk for each in reasons])

    ticket = Ticket.objects.get()
    assert (ticket.reason, ticket.team) == (reasons[0], advice) or (ticket.reason, ticket.team) == (
        reasons[1],
        advice,
    )
    assert ticket.tags.count() == 1


def test_a_topic_is_the_tag_that_is_there_whatever_its_capitals(send, reasons):
    first, second = sorted(reasons, key=lambda each: each.pk)
    tag = Tag.objects.create(name=second.name.upper())

    send(reasons=[first.pk, second.pk])

    assert Tag.objects.filter(name__iexact=second.name).get() == tag


def test_the_timeline_says_that_the_customer_chose_the_topics(send, reasons, desk, ada):
    send(reasons=[each.pk for each in reasons])

    ticket = Ticket.objects.get()
    page = desk(ada).get(f"/desk/tickets/{ticket.pk}/").content.decode()
    assert f"chose the topic {ticket.tags.get()} in the form." in page and "added the tag" not in page


def test_the_answer_goes_by_mail(send, bo):
    from shopbell.channels.reply import send_reply

    send()
    reply = send_reply(Ticket.objects.get(), "We send a new one.", by=bo)

    delivery = reply.deliveries.get()
    assert (delivery.channel, delivery.recipient) == ("email", "mina@shopper.example")


def test_files_come_along(send):
    send(
        enclosed=[
            SimpleUploadedFile("a.png", b"\x89PNG", "image/png"),
            SimpleUploadedFile("b.pdf", b"%PDF", "application/pdf"),
        ]
    )

    assert sorted(file.name for file in Ticket.objects.get().messages.get().attachments.all()) == [
        "a.png",
        "b.pdf",
    ]


def test_programs_are_refused_beside_the_field(send):
    answer = send(enclosed=[SimpleUploadedFile("setup.exe", b"MZ")])

    assert answer.status_code == 422
    assert "Programs cannot be sent" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_what_is_missing_is_said_beside_its_field_and_the_rest_is_kept(send):
    answer = send(email="not an address", text="Where is it?")
    page = answer.content.decode()

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in page
    assert "Where is it?" in page


def test_sending_the_page_twice_makes_one_ticket(send):
    number = str(uuid.uuid4())

    assert send(client_id=number).url == send(client_id=number).url
    assert Ticket.objects.count() == 1


def test_a_machine_that_fills_in_everything_is_thanked_and_forgotten(client, send):
    answer = send(website="https://spam.example")

    assert client.get(answer.url).status_code == 200
    assert not Ticket.objects.exists()


def test_another_page_cannot_send_the_form(send):
    assert send(headers={"Origin": "https://evil.example"}).status_code == 403
    assert send(headers={"Origin": "http://testserver"}).status_code == 302


def test_one_address_cannot_send_without_end(client, send):
    client.defaults["REMOTE_ADDR"] = "9.9.9.9"

    codes = [send(website="https://spam.example").status_code for _ in range(21)]

    assert codes == [302] * 20 + [429]


def test_the_thanks_page_cannot_be_guessed(client, shop_chat):
    assert client.get(f"/contact/{shop_chat.public_key}/thanks/12:forged/").status_code == 404


def test_the_message_comes_before_the_topics(client, shop_chat, reasons):
    page = client.get(f"/contact/{shop_chat.public_key}/").content.decode()

    assert page.index('name="text"') < page.index("data-topic")  # on a phone a long list would hide it


def test_every_field_has_its_label(client, shop_chat, reasons):
    page = client.get(f"/contact/{shop_chat.public_key}/").content.decode()

    labelled = set(re.findall(r'<label for="([^"]+)"', page))
    fields = set(re.findall(r'<(?:input|textarea)[^>]*\bid="([^"]+)"', page)) - {
        "contact_client_id",
        "contact_task",
        "contact_answer",
        "contact_offered",
    }
    fields = {field for field in fields if not field.startswith("contact_reasons")}  # inside their labels
    assert fields <= labelled


def test_more_files_than_a_form_takes_are_refused_before_they_are_read(client, shop_chat, settings):
    files = [
        SimpleUploadedFile(f"{number}.txt", b"x")
        for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)
    ]

    answer = client.post(f"/contact/{shop_chat.public_key}/", {"enclosed": files})

    assert answer.status_code == 413
    assert "up to 10 files" in answer.content.decode()


@pytest.mark.parametrize("fields", [{f"f{n}": "x" for n in range(1001)}, {"text": "x" * 6_000_000}])
def test_more_words_than_a_form_takes_are_refused(client, shop_chat, fields):
    assert client.post(f"/contact/{shop_chat.public_key}/", fields).status_code == 413


def test_a_form_that_is_larger_than_any_file_may_be_is_not_read(client, shop_chat, settings):
    answer = client.post(
        f"/contact/{shop_chat.public_key}/",
        b"",
        content_type="multipart/form-data; boundary=x",
        headers={"Content-Length": str(settings.BODY_MAX_BYTES + 1)},
    )

    assert answer.status_code == 413
    assert "larger than 25 MB" in answer.content.decode()


def test_a_broken_form_is_answered_with_a_sentence(client, shop_chat):
    answer = client.post(f"/contact/{shop_chat.public_key}/", b"--", content_type="multipart/form-data")

    assert answer.status_code == 422
    assert "could not be read" in answer.content.decode()


def test_an_address_that_cannot_be_answered_is_said_at_its_field(send):
    answer = send(email='"mina"@shopper.example')

    assert answer.status_code == 422
    assert "not an e-mail address" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_topics_are_read_in_the_language_of_the_page(client, shop_chat):
    page = client.get(f"/contact/{shop_chat.public_key}/?lang=ar", headers={"accept-language": "ar"})

    assert "أين طلبي" in page.content.decode() and "Where is my order" not in page.content.decode()
