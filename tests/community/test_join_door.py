"""Who may ask to join, how often, and what nobody gets in by: floods, machines, forged addresses, names of the shop."""

import uuid

import pytest
from django.core import mail as outbox
from django.test import Client

from shopbell.channels.email.sending.suppression import Reason, Suppression
from shopbell.channels.form import work as work_of_form
from shopbell.community import joining as joining_module
from shopbell.community.join_form import DOOR
from shopbell.community.joining import (
    Wish,
    ask_to_join,
)
from shopbell.community.models import Joining
from shopbell.core.rate import TooMany
from shopbell.customers.block import Block
from shopbell.portal.sign_in_link import AN_HOUR as LINKS_AN_HOUR
from tests.channels.email.conftest import work

from .joins import JOIN, NEW, join, link, press
from .pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example\nSubject: x",
        "a@b.example, c@d.example",
        "<a@b.example>",
        "nobody",
        "a@b.example\0",
    ],
)
def test_an_address_that_is_none_is_refused_in_words_and_mails_nobody(client, community, address):
    answer = join(client, address)

    work()
    assert answer.status_code == 422 and not Joining.objects.exists() and not outbox.outbox


def test_a_mail_holds_nothing_that_whoever_asked_could_write(client, community):
    join(client, name="Call 0900 now")
    work()

    (mail,) = outbox.outbox
    assert mail.to == [NEW] and "0900" not in mail.subject + mail.body and "for a day" in mail.body


@pytest.mark.parametrize("name", ["Support", "x", "www.shop.example", "Firefly", "Firef1y", ""])
def test_names_are_checked_as_everywhere_before_a_link_is_mailed(client, firefly, name):
    assert join(client, name=name).status_code == 422 and not Joining.objects.exists()


def test_when_only_customers_may_join_strangers_are_led_to_sign_in(client, community, lamps):
    join(client)
    there = link()
    community.is_open_to_all = False
    community.save()

    assert client.get(JOIN).headers["Location"].startswith("/portal/sign-in/?next=")
    assert join(client).status_code == 302 and Joining.objects.count() == 1
    assert client.get("/community/en/ask/").headers["Location"].startswith("/portal/sign-in/")
    assert client.get(there).status_code == 410
    assert client.post("/community/en/name/", {"joining": there.split("/")[-2]}).status_code == 410
    community.is_on = False
    community.save()
    assert client.get(JOIN).status_code == 404


def test_a_mailbox_gets_few_links_an_hour_together_with_those_of_the_portal(client, community, one_window):
    for number in range(LINKS_AN_HOUR):
        client.post("/portal/sign-in/", {"email": f"nell+{number}@stranger.example"})

    assert join(client).headers["Location"] == "/community/en/join/sent/"
    work()
    assert Joining.objects.get().mailed_at is None and not outbox.outbox


def test_who_is_blocked_or_takes_no_mail_gets_none(client, community):
    Block.objects.create(kind="email", value=NEW)
    Suppression.objects.create(address="gone@stranger.example", reason=Reason.BOUNCED)
    join(client)
    join(client, "gone@stranger.example", "Barn owl")
    work()

    assert not outbox.outbox


def test_a_flood_from_one_network_leaves_few_rows(community, one_window):
    client = Client(REMOTE_ADDR="8.8.4.4")
    from_there = {
        join(client, f"a{number}@stranger.example", f"Owl {number}x").status_code for number in range(40)
    }

    assert from_there == {302, 422} and Joining.objects.count() == 5  # no work was done


def test_very_many_who_want_to_join_within_an_hour_are_a_flood(community, one_window, monkeypatch):
    """Whatever networks and mailboxes they have."""
    monkeypatch.setattr(joining_module, "AN_HOUR", 10)
    refused = 0
    for number in range(40):
        try:
            ask_to_join(Wish(f"a{number}@stranger.example", "en"), client_id=uuid.uuid4())
        except TooMany:
            refused += 1

    assert Joining.objects.count() == 10 and refused == 30


def test_a_machine_is_told_the_same_and_leaves_no_row(client, community):
    answer = join(client, website="https://spam.example")

    assert answer.headers["Location"] == "/community/en/join/sent/" and not Joining.objects.exists()


def test_the_same_form_twice_mails_once_and_too_much_is_refused(client, community):
    number = str(uuid.uuid4())
    assert join(client, join_id=number).status_code == join(client, join_id=number).status_code == 302
    work()
    assert len(outbox.outbox) == 1

    much = join(client, "b@stranger.example", "Barn owl", goes_to="/community/en/ask/", text="x" * 30_000)
    assert much.status_code == 422 and "too long" in much.content.decode()


@pytest.mark.parametrize(
    "goes_to",
    [
        "https://evil.example/",
        "//evil.example",
        "/desk/",
        "/portal/sign-out/",
        "/community/en/topics/1/thanks/",
    ],
)
def test_nobody_is_led_elsewhere_nor_posts_anywhere_else(client, community, goes_to):
    join(client, goes_to=goes_to, text="Words")

    row = Joining.objects.get()
    done = press(client, link())
    assert row.written == [] and done.headers["Location"].startswith(("/community/", "/portal/"))


def test_asking_to_join_is_more_work_the_more_do(client, community, one_window):
    before = work_of_form.bits_now(DOOR)
    for number in range(20):
        join(client, f"a{number}@stranger.example", f"Owl {number}x")

    assert work_of_form.bits_now(DOOR) == before + 1 and 'data-worker="' in read(client, JOIN)
