"""A page that many readers share tells its hours by the shop's clock; its script asks for the reader's own."""

import pytest
from django.urls import reverse

from shopbell.channels.inbox import Inbox
from shopbell.promises.business_hours import BusinessHours, empty_rules
from tests.channels.chat.conftest import be_there

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R114")]
DAY = [[0, 1440]]


@pytest.fixture
def form():
    """A contact form that closes at noon in Tokyo on each day of the week."""
    inbox = Inbox.objects.create(channel="form", name="Write to us")
    rules = {**empty_rules(), "zone": "Asia/Tokyo", "week": [[[0, 720]]] * 7}
    BusinessHours.objects.create(name="Tokyo", rules=rules).inboxes.set([inbox])
    return inbox


def ask(client, inbox, **asked) -> str:
    return client.get(reverse("opening", args=[inbox.public_key]), asked).json()["opening"]


def test_hours_are_told_by_the_clock_that_is_asked_for(client, form):
    said = ask(client, form, zone="Europe/London", lang="en")

    assert "JST" not in said and "12:00" not in said
    assert said != ask(client, form, zone="Asia/Tokyo", lang="en")
    assert said != ask(client, form, zone="Europe/London", lang="de")


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "\0"])
def test_of_a_zone_that_nobody_knows_it_is_the_shops_clock_by_name(client, form, zone):
    said = ask(client, form, zone=zone)

    assert said.endswith("JST") and said == ask(client, form)


def test_an_answer_is_kept_for_a_minute_and_costs_few_questions(client, form, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        answer = client.get(reverse("opening", args=[form.public_key]), {"zone": "Europe/London"})

    assert answer["Cache-Control"] == "private, max-age=60" and "Accept-Language" in answer["Vary"]
    assert not answer.cookies


def test_a_chat_is_open_while_somebody_is_there(client, bo):
    chat = Inbox.objects.create(channel="chat", name="Talk to us")
    rules = {**empty_rules(), "week": [DAY] * 7}
    BusinessHours.objects.create(name="Always", rules=rules).inboxes.set([chat])

    assert ask(client, chat) == "Nobody is here right now"
    be_there(bo)
    assert ask(client, chat) == "Open round the clock"


def test_nothing_is_told_of_an_inbox_that_is_not(client, form):
    form.is_active = False
    form.save()

    assert client.get(reverse("opening", args=[form.public_key])).status_code == 404
    assert client.get(reverse("opening", args=["nobody"])).status_code == 404


def test_the_pages_that_are_shared_name_the_clock_and_where_to_ask(client, form):
    contact = client.get(reverse("contact", args=[form.public_key]), {"lang": "de"}).content.decode()

    assert f'data-opening="/opening/{form.public_key}/?lang=de"' in contact and "JST</p>" in contact
    centre = client.get("/help/en/").content.decode()
    assert f'data-opening="/opening/{form.public_key}/?lang=en"' in centre and "JST</span>" in centre
