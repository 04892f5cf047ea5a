"""Without scripts, answers are offered once before the form is sent; one press sends it all the same."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shopbell.helpcenter.models import OfferDay
from shopbell.tickets.models import Attachment, Ticket
from tests.helpcenter.conftest import centre, sending_back, write  # noqa: F401
from tests.search.offers.conftest import articles  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R55")]
TEXT = "How can I track my parcel?"


def hidden(page, name):
    (field,) = re.findall(rf'<input type="hidden" name="{name}"[^>]*>', page)
    return re.search(r'value="([^"]*)"', field)[1] if "value=" in field else ""


def test_answers_are_offered_once_before_it_is_sent(send, articles):  # noqa: F811
    step = send(text=TEXT)
    page = step.content.decode()

    assert step.status_code == 200 and not Ticket.objects.exists()
    assert "Track your parcel" in page and TEXT in page
    assert OfferDay.objects.get(object_id=articles["Track your parcel"].article_id).shown == 1

    again = send(text=TEXT, offered=hidden(page, "offered"), client_id=hidden(page, "client_id"))

    assert again.status_code == 302 and Ticket.objects.count() == 1


def test_room_for_answers_is_kept_only_while_some_can_come(client, shop_chat, centre):  # noqa: F811
    address, room = f"/contact/{shop_chat.public_key}/", "Answers that may help appear here"
    assert room in client.get(address).content.decode()

    centre.is_on = False
    centre.save()
    assert room not in client.get(address).content.decode()


def test_where_nothing_is_near_it_is_sent_at_once(send, articles):  # noqa: F811
    assert send(text="Are there jobs for carpenters?").status_code == 302
    assert Ticket.objects.count() == 1


def test_who_was_offered_answers_while_writing_is_not_asked_again(send, articles):  # noqa: F811
    assert send(text=TEXT, offered="1").status_code == 302


def test_a_form_that_lacks_something_says_so_first(send, articles):  # noqa: F811
    answer = send(text=TEXT, email="")

    assert answer.status_code == 422 and b"Track your parcel" not in answer.content


def test_files_wait_while_answers_are_read(send, articles):  # noqa: F811
    file = SimpleUploadedFile("lamp.txt", b"It arrived broken.", content_type="text/plain")
    page = send(text=TEXT, enclosed=file).content.decode()
    kept = re.search(r'name="kept" value="([^"]+)"', page)[1]
    send(text=TEXT, offered="1", kept=kept, client_id=hidden(page, "client_id"))

    assert Attachment.objects.get(message__ticket=Ticket.objects.get()).name == "lamp.txt"


def test_a_machine_learns_nothing(send, articles):  # noqa: F811
    assert send(text=TEXT, website="x").status_code == 302
    assert not OfferDay.objects.exists()
