"""A form that comes back has an address of its own: Back and loading it again send nothing, and nothing typed is lost."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from shopbell.channels.form import come_back, kept_form
from shopbell.channels.form.kept_form import sweep_kept_forms
from shopbell.channels.form.work import KEPT, new_task
from shopbell.tickets.models import Attachment, Ticket
from tests.helpcenter.conftest import centre, sending_back, write  # noqa: F401
from tests.search.offers.conftest import articles  # noqa: F401

pytestmark = pytest.mark.django_db
WORDS = "Die Lampe ist kaputt. \u0627\u0644\u0645\u0635\u0628\u0627\u062d <b>&"


@pytest.fixture
def sent(client, shop_chat):
    """The answer itself, which may lead to a page."""

    def post(query="", **fields):
        given = {"name": "Mina", "email": "", "text": WORDS, "client_id": str(uuid.uuid4())}
        given["task"] = new_task(shop_chat)
        return client.post(f"/contact/{shop_chat.public_key}/{query}", given | fields)

    return post


def test_what_was_typed_and_what_is_missing_stand_at_an_address(client, sent, broken):
    answer = sent(reasons=[broken.pk], order_number="W-7")

    assert answer.status_code == 302 and not Ticket.objects.exists()
    for _again in range(2):
        page = client.get(answer.url)
        text = page.content.decode()
        assert page.status_code == 422 and "leave your e-mail address" in text
        assert "Lampe ist kaputt" in text and "&lt;b&gt;&amp;" in text and 'value="W-7"' in text
        assert re.search(rf'value="{broken.pk}"[^>]*checked', text)
        assert "no-store" in page.headers["Cache-Control"]
    assert "Lampe" not in answer.url and not Ticket.objects.exists()


def test_the_way_it_is_shown_goes_along(client, sent):
    answer = sent("?embedded=1&lang=de")

    assert "embedded=1" in answer.url and "lang=de" in answer.url
    page = client.get(answer.url).content.decode()
    assert "is-embedded" in page and re.search(r'action="[^"]*\?embedded=1&amp;lang=de"', page)


def test_good_files_wait_and_refused_ones_are_named(client, sent):
    files = [
        SimpleUploadedFile("lamp.txt", b"broken", "text/plain"),
        SimpleUploadedFile("setup.exe", b"MZ"),
        SimpleUploadedFile("none.txt", b""),
    ]
    where = sent(enclosed=files).url

    for _again in range(2):
        page = client.get(where).content.decode()
        assert "lamp.txt" in page and "setup.exe" in page and "none.txt" in page
    assert Attachment.objects.count() == 1


def test_who_comes_back_after_sending_finds_an_empty_form(client, sent, shop_chat):
    number, task = str(uuid.uuid4()), new_task(shop_chat)
    where = sent(client_id=number, task=task).url
    done = sent(client_id=number, task=task, email="mina@shopper.example")
    assert "thanks" in done.url and Ticket.objects.count() == 1

    page = client.get(where)

    assert page.status_code == 200 and "Lampe" not in page.content.decode()
    assert number not in page.content.decode(), "what is written there is another message"


LONG = " ".join(str(uuid.uuid4()) for _each in range(600))


def test_what_is_long_waits_at_a_short_address_too(client, sent):
    answer = sent(text=LONG)

    assert answer.status_code == 302 and len(answer.url) < 100
    for _again in range(2):
        page = client.get(answer.url)
        assert page.status_code == 422 and LONG in page.content.decode()
    assert "leave your e-mail address" in page.content.decode()


def test_a_form_lies_sealed_until_its_address_is_good_no_more(client, sent):
    answer = sent(text=LONG)
    with connection.cursor() as cursor:
        cursor.execute("select said from channel_form_keptform")
        assert LONG[:36] not in cursor.fetchone()[0]

    assert sweep_kept_forms(timezone.now()) == 0
    assert sweep_kept_forms(timezone.now() + KEPT) == 1
    assert LONG[:36] not in client.get(answer.url).content.decode()


def test_a_text_beyond_all_measure_is_still_not_lost(sent, monkeypatch):
    monkeypatch.setattr(kept_form, "LONGEST", 1_000)

    answer = sent(text=LONG)

    assert answer.status_code == 422 and LONG in answer.content.decode()


@pytest.mark.parametrize("sealed", ["", "x", str(uuid.UUID(int=7)), "\u0661", "%00", "\0"])
def test_an_address_that_was_made_up_shows_an_empty_form(client, shop_chat, sealed):
    page = client.get(f"/contact/{shop_chat.public_key}/", {"typed": sealed})

    assert page.status_code == 200 and "alert-broken" not in page.content.decode()


def test_an_address_is_good_for_half_a_day(client, sent, monkeypatch):
    where = sent().url
    monkeypatch.setattr(come_back, "KEPT", timedelta(seconds=-1))

    assert "Lampe" not in client.get(where).content.decode()


def test_answers_that_were_found_stand_there_again_and_are_counted_once(client, sent, articles):  # noqa: F811
    from shopbell.helpcenter.models import OfferDay

    answer = sent(text="How can I track my parcel?", email="mina@shopper.example")

    for _again in range(2):
        page = client.get(answer.url)
        assert page.status_code == 200 and "Track your parcel" in page.content.decode()
    assert OfferDay.objects.get(object_id=articles["Track your parcel"].article_id).shown == 1
    assert not Ticket.objects.exists()
