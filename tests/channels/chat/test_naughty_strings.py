import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from shopbell.accounts.availability import Availability
from shopbell.core.storable import storable
from shopbell.tickets.attachment import clean_name
from shopbell.tickets.models import Ticket

from .shopper import Shopper

STRINGS = Path(__file__).parents[3].parent / "shared/data/html/naughty-strings.json"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not STRINGS.exists(), reason="the naughty strings are not beside the project"),
]


@pytest.fixture
def strings():
    return [each for each in json.loads(STRINGS.read_text()) if each.strip()]


@pytest.fixture
def patient_chat(shop_chat, bo_is_there):
    """A chat for a thousand messages, with Bo there for as long as they take."""
    shop_chat.settings |= {"messages_a_minute": 6000}
    shop_chat.save()
    Availability.objects.update(seen_at=timezone.now() + timedelta(hours=1))
    return shop_chat


def test_every_string_comes_back_as_it_was_sent(patient_chat, strings):
    shopper = Shopper(patient_chat)
    shopper.start("Hello")

    codes = {shopper.send(each).status_code for each in strings}

    assert codes == {200}
    said, after = [], 0
    while page := shopper.messages(after):
        said += [message["text"] for message in page]
        after = page[-1]["id"]
    assert said[1:] == [storable(each) for each in strings]


def test_every_string_is_a_name_a_subject_and_a_file_name(patient_chat, strings):
    for each in strings:
        shopper = Shopper(patient_chat)
        assert shopper.start(each, name=each).status_code == 200
        customer = Ticket.objects.select_related("customer").latest("pk").customer
        assert customer.name == " ".join(each.replace("\0", "\ufffd").splitlines()).strip()[:300]
        answer = shopper.upload(b"x", each, "text/plain")
        assert answer.status_code == 200 or "Programs" in answer.json()["error"]
        assert answer.json().get("name", clean_name(each)) == clean_name(each)


def test_a_name_that_a_file_may_have_is_kept_to_the_letter(patient_chat, strings):
    shopper = Shopper(patient_chat)
    shopper.start("Hello")
    possible = [
        each
        for each in strings
        if not set(each) & set("/\\\0\n\r\t")
        and len(each) < 100
        and each == each.strip(". ")
        and each.isprintable()
    ]

    for each in possible[:35]:
        assert shopper.upload(b"x", f"{each}.txt").json()["name"] == f"{each}.txt"
    assert len(possible) > 100
