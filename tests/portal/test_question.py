"""A shopper's questions in the portal: what they read, write, settle, and never see."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shopbell.channels.reply import send_reply
from shopbell.core.rate import RateCount
from shopbell.customers.block import block_customer
from shopbell.portal.question import AN_HOUR, state_of, tickets_of
from shopbell.tickets.deletion import delete_ticket
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.message import add_note, receive_message
from shopbell.tickets.models import Ticket
from shopbell.tickets.status import Status, set_status
from shopbell.tickets.ticket import create_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.BLOBS = tmp_path


def write(browser, ticket: Ticket, text: str, **more):
    return browser.post(f"/portal/questions/{ticket.pk}/", {"text": text, "client_id": uuid.uuid4(), **more})


def test_the_thread_holds_what_was_said_and_no_note(minas, late_parcel, bo):
    send_reply(late_parcel, "It is in Lyon.", by=bo, hold_seconds=0)
    add_note(late_parcel, "She is cross with us.", by=bo)
    send_reply(late_parcel, "It is in Paris.", by=bo, hold_seconds=600)

    page = minas.get(f"/portal/questions/{late_parcel.pk}/").content.decode()

    assert "It is in Lyon." in page and "Bo" in page
    assert (
        "cross with us" not in page and "in Paris" not in page
    )  # a note, and an answer that may be taken back


def test_somebody_elses_question_does_not_exist(theos, late_parcel):
    for answer in (
        theos.get(f"/portal/questions/{late_parcel.pk}/"),
        write(theos, late_parcel, "Mine!"),
        theos.post(f"/portal/questions/{late_parcel.pk}/settlement/"),
    ):
        assert answer.status_code == 404
    assert str(late_parcel) not in theos.get("/portal/questions/").content.decode()


def test_what_was_deleted_merged_or_never_said_is_not_listed(mina, late_parcel, ada, bo):
    gone, joined, silent = (create_ticket(customer=mina, channel="form", subject=each) for each in "abc")
    for ticket in (gone, joined):
        receive_message(ticket, "Hello", customer=mina, channel="form")
    add_note(silent, "Called her.", by=bo)
    delete_ticket(gone, by=ada)
    merge_tickets(late_parcel, joined, by=ada)

    assert list(tickets_of(mina)) == [late_parcel]


def test_a_message_joins_the_ticket_once_with_its_file(minas, late_parcel, bo):
    send_reply(late_parcel, "Where do you live?", by=bo, then=Status.PENDING)
    key = uuid.uuid4()

    for _twice in range(2):
        sent = SimpleUploadedFile("map.txt", b"left, then right")
        answer = write(minas, late_parcel, "Above the bakery.", client_id=key, enclosed=sent)
        assert answer.headers["Location"] == f"/portal/questions/{late_parcel.pk}/"

    late_parcel.refresh_from_db()
    message = late_parcel.messages.get(text="Above the bakery.")
    assert message.is_from_customer and message.attachments.get().name == "map.txt"
    assert late_parcel.status == Status.OPEN and late_parcel.channel == "portal"
    assert "map.txt" in minas.get(f"/portal/questions/{late_parcel.pk}/").content.decode()


def test_a_chat_goes_on_in_the_chat(minas, mina, shop_chat):
    ticket = create_ticket(customer=mina, channel="chat", subject="Hi")
    receive_message(ticket, "Hi", customer=mina, channel="chat")

    write(minas, ticket, "Still there?")

    assert ticket.messages.latest("pk").channel == "chat"


@pytest.mark.parametrize("text", ["", "   \n"])
def test_no_words_are_no_message(minas, late_parcel, text):
    assert write(minas, late_parcel, text).status_code == 422


def test_programs_are_not_taken(minas, late_parcel):
    sent = SimpleUploadedFile("run.exe", b"MZ")

    assert write(minas, late_parcel, "Look", enclosed=sent).status_code == 422
    assert not late_parcel.messages.filter(text="Look").exists()


def test_who_is_blocked_writes_nothing_and_hears_nothing_about_it(minas, mina, late_parcel, ada):
    block_customer(mina, by=ada)

    page = write(minas, late_parcel, "Hello?")

    assert page.status_code == 422 and "block" not in page.content.decode().lower()
    assert not late_parcel.messages.filter(text="Hello?").exists()


def test_few_messages_an_hour_are_taken(minas, mina, late_parcel):
    write(minas, late_parcel, "One")
    RateCount.objects.filter(name=f"portal words {mina.pk}").update(count=AN_HOUR)

    assert write(minas, late_parcel, "Many").status_code == 422


def test_a_question_is_settled_and_taken_up_again(minas, late_parcel):
    address = f"/portal/questions/{late_parcel.pk}/settlement/"

    minas.post(address)
    late_parcel.refresh_from_db()
    assert late_parcel.status == Status.SOLVED and state_of(late_parcel)[0] == "Settled"
    assert late_parcel.events.get(verb="solved").customer == late_parcel.customer
    minas.post(address, {"again": "1"})
    late_parcel.refresh_from_db()
    assert late_parcel.status == Status.OPEN


def test_what_is_closed_stays_closed(minas, late_parcel, ada):
    set_status(late_parcel, Status.CLOSED, by=ada)

    assert write(minas, late_parcel, "Once more").status_code == 422
    assert minas.post(f"/portal/questions/{late_parcel.pk}/settlement/", {"again": "1"}).status_code == 422
    assert "Ask a new question" in minas.get(f"/portal/questions/{late_parcel.pk}/").content.decode()


def test_strangers_are_asked_to_sign_in_and_led_back(client, late_parcel):
    answer = client.get(f"/portal/questions/{late_parcel.pk}/")

    assert answer.headers["Location"] == f"/portal/sign-in/?next=/portal/questions/{late_parcel.pk}/"
