"""Who never bought or wrote joins the community by an address that they prove, and loses nothing they wrote."""

import threading
import uuid

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.db import connection
from django.test import Client
from django.utils import timezone

from shopbell.community.joining import (
    LASTS,
    PRESSED_TWICE,
    sweep_joinings,
)
from shopbell.community.letting_in import Key, use_joining
from shopbell.community.models import Joining, Post, Profile, Topic
from shopbell.community.profile import choose_pseudonym
from shopbell.community.pseudonym import skeleton
from shopbell.community.state import State
from shopbell.core.errors import Refused
from shopbell.customers.erasure import erase_customer
from shopbell.customers.models import Customer
from shopbell.portal.secret import hash_of
from shopbell.portal.session import COOKIE
from tests.channels.email.conftest import work

from .joins import JOIN, NEW, hidden_in, join, link, press, question
from .pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]


def test_a_stranger_asks_joins_and_the_question_waits_to_be_looked_at(client, careful, lamps):
    asked = client.get("/community/en/ask/")
    assert 'name="title"' in asked.content.decode() and asked.headers["Cache-Control"] == "private, no-store"
    sent = question()
    to_join = client.post("/community/en/ask/?product=", sent)
    assert to_join.status_code == 200 and not Topic.objects.exists()
    kept = hidden_in(to_join)
    assert kept["text"] == sent["text"] and kept["goes_to"] == "/community/en/ask/?product="

    answer = client.post(JOIN, kept | {"email": " Nell@Stranger.example", "pseudonym": "Night owl"})
    assert answer.headers["Location"] == "/community/en/join/sent/" and "on its way" in read(
        client, "/community/en/join/sent/"
    )
    assert not Customer.objects.filter(identities__value=NEW).exists()
    done = press(client, link())

    topic = Topic.objects.get()
    assert (topic.title, topic.posts.get().text) == ("Does the Alma <dim>?", sent["text"])
    assert topic.state == State.WAITING and topic.posts.get().why == "first"
    assert done.headers["Location"].startswith(f"/community/en/topics/{topic.pk}/")
    assert "Only you see this yet" in read(client, done.headers["Location"])
    person = topic.author.customer
    assert topic.author.pseudonym == "Night owl" and person.language == "en"
    assert person.identities.get().value == NEW and person.identities.get().is_verified


def test_a_stranger_answers_and_a_name_that_is_gone_meanwhile_loses_no_words(client, begin, theo):
    topic = begin()
    place = f"/community/en/topics/{topic.pk}/answer/"
    assert place in read(client, f"/community/en/topics/{topic.pk}/{topic.slug}/")
    assert "small socket" in read(client, place)
    empty = client.post(place, {"text": " ", "client_id": str(uuid.uuid4())})
    assert empty.status_code == 422
    kept = hidden_in(client.post(place, {"text": "An *E14*.", "client_id": str(uuid.uuid4())}))
    client.post(JOIN, kept | {"email": NEW, "pseudonym": "Night owl"})
    Profile.objects.create(customer=theo, pseudonym="Night owl", looks_like=skeleton("Night owl"))

    again = press(client, link())

    assert again.status_code == 422 and "Somebody here has this name" in again.content.decode()
    done = client.post(place, hidden_in(again) | {"pseudonym": "Barn owl"})
    assert done.status_code == 302
    post = Post.objects.get(topic=topic, is_first=False)
    assert post.text == "An *E14*." and post.author.pseudonym == "Barn owl"


@pytest.mark.parametrize("has_name", [False, True])
def test_an_address_that_the_shop_knows_gets_the_sign_in_and_the_words_are_kept(
    client, lamps, mina, has_name
):
    if has_name:
        choose_pseudonym(mina, "Firefly")
    kept = hidden_in(client.post("/community/en/ask/", question()))
    known = client.post(
        JOIN, kept | {"email": mina.address, **({"is_member": "1"} if has_name else {"pseudonym": "Moth"})}
    )
    unknown = join(Client())
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert known.content == unknown.content

    signed_in = client.post(link(r"http://[^/]+(/portal/sign-in/link/\S+)"))
    press(client, signed_in.headers["Location"])

    topic = Topic.objects.get()
    assert topic.author.customer == mina and topic.author.pseudonym == ("Firefly" if has_name else "Moth")
    assert not any("/join/link/" in mail.body for mail in outbox.outbox if mina.address in mail.to)


def test_who_says_to_be_a_member_and_is_none_chooses_a_name_by_the_link(client, community):
    client.post(
        JOIN, {"email": NEW, "join_id": str(uuid.uuid4()), "is_member": "1", "goes_to": "/community/en/"}
    )
    there = link()
    assert 'name="pseudonym"' in read(client, there)

    done = client.post("/community/en/name/", hidden_in(client.get(there)) | {"pseudonym": "Night owl"})

    assert done.headers["Location"] == "/community/en/" and Profile.objects.get().pseudonym == "Night owl"


def test_opening_the_link_spends_nothing_and_pressing_it_works_once(client, community):
    join(client)
    there = link()
    for _scanner in range(3):
        seen = Client().get(there)
        assert seen.status_code == 200 and seen.headers["X-Robots-Tag"] == "noindex"
        assert 'content="noindex"' in seen.content.decode() and COOKIE not in seen.cookies
    sent = hidden_in(client.get(there))

    done = client.post("/community/en/name/", sent)

    assert done.status_code == 302 and done.cookies[COOKIE]["httponly"]
    assert client.get(there).status_code == 302  # who is in is led on
    stolen = Client()
    assert stolen.get(there).status_code == 410
    assert stolen.post("/community/en/name/", sent).status_code == 410 and COOKIE not in stolen.cookies
    assert Customer.objects.filter(identities__value=NEW).count() == 1
    assert Joining.objects.get().secret_hash not in there


def test_the_link_lasts_a_day_and_is_forgotten_with_what_was_written(client, community):
    join(client)
    there = link()
    Joining.objects.update(created_at=timezone.now() - LASTS)

    assert Client().get(there).status_code == 410
    assert Client().post("/community/en/name/", {"joining": there.split("/")[-2]}).status_code == 410
    assert sweep_joinings(timezone.now()) == 1 and not Joining.objects.exists()
    join(client)
    assert sweep_joinings(timezone.now()) == 0


@pytest.mark.parametrize("forged", ["", "x", "0" * 43, "é", "../../portal"])
def test_a_forged_secret_opens_nothing(client, community, forged):
    Joining.objects.create(address=NEW, language="en", client_id=uuid.uuid4())  # one without a secret

    assert client.post("/community/en/name/", {"joining": forged or " "}).status_code == 410
    assert not Customer.objects.exists()


def test_what_a_sign_in_led_to_opens_for_its_own_address_alone(client, minas, theos, mina, community):
    row = Joining.objects.create(address=mina.address, language="en", client_id=uuid.uuid4())
    signed = f"/community/en/joined/{row.signed}/"

    assert client.get(signed).headers["Location"] == f"/portal/sign-in/?next={signed}".replace(":", "%3A")
    assert theos.get(signed).headers["Location"] == "/community/en/"
    assert minas.get(f"/community/en/joined/{row.pk}/").headers["Location"] == "/community/en/"
    assert minas.get(signed).status_code == 200
    assert theos.post("/community/en/name/", {"joining": row.signed}).status_code == 410


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_is_let_in(community):
    Joining.objects.create(address=NEW, language="en", secret_hash=hash_of("s"), client_id=uuid.uuid4())
    both, told = threading.Barrier(2), []

    def press_it():
        both.wait()
        try:
            told.append(use_joining(Key("s"))[0])
        except Refused:
            told.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=press_it) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert told.count(None) == 1 and Customer.objects.count() == 1


def test_the_mail_speaks_the_language_of_the_page(client, community):
    said = {"email": NEW, "pseudonym": "Night owl", "join_id": str(uuid.uuid4())}
    client.post("/community/ar/join/", said)
    work()

    assert "/community/ar/join/link/" in outbox.outbox[0].body and "Hello" not in outbox.outbox[0].body


def test_both_presses_of_a_button_that_was_pressed_twice_let_in_and_write_once(client, community, lamps):
    kept = hidden_in(client.post("/community/en/ask/", question()))
    client.post(JOIN, kept | {"email": NEW, "pseudonym": "Night owl"})
    there = link()
    sent = hidden_in(client.get(there))
    late, stranger = Client(), Client()  # `late`: the same browser, before the first answer reached it
    late.cookies.load({settings.CSRF_COOKIE_NAME: client.cookies[settings.CSRF_COOKIE_NAME].value})
    stranger.get(there)

    first = client.post("/community/en/ask/", sent)
    second = late.post("/community/en/ask/", sent)

    assert second.status_code == 302 and second.headers["Location"] == first.headers["Location"]
    assert "Night owl" in read(late, "/community/en/")
    assert Topic.objects.count() == 1 and Customer.objects.filter(identities__value=NEW).count() == 1
    assert stranger.post("/community/en/ask/", sent).status_code == 410
    Joining.objects.update(used_at=timezone.now() - PRESSED_TWICE)
    late.cookies.pop(COOKIE)
    assert late.post("/community/en/ask/", sent).status_code == 410


def test_what_somebody_wrote_is_shown_as_text_on_the_page_of_the_link(client, lamps, community):
    bad = '"><script>alert(1)</script>'
    kept = hidden_in(client.post("/community/en/ask/", question(text=bad)))
    client.post(JOIN, kept | {"email": NEW, "pseudonym": "Night owl"})

    page = read(client, link())
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_who_is_erased_wants_to_join_no_more(client, community, theo, ada):
    join(client, theo.address, "Moth")

    erase_customer(theo, theo.name, by=ada)

    assert not Joining.objects.exists()
