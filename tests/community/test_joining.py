"""Who never bought or wrote joins the community by an address that they prove, and loses nothing they wrote."""

import html
import re
import threading
import uuid

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.db import connection
from django.test import Client
from django.utils import timezone

from shopbell.channels.email.sending.suppression import Reason, Suppression
from shopbell.channels.form import work as work_of_form
from shopbell.community import joining as joining_module
from shopbell.community.join_form import DOOR
from shopbell.community.joining import (
    LASTS,
    PRESSED_TWICE,
    Wish,
    ask_to_join,
    sweep_joinings,
)
from shopbell.community.letting_in import Key, use_joining
from shopbell.community.models import Joining, Post, Profile, Topic
from shopbell.community.profile import choose_pseudonym
from shopbell.community.state import State
from shopbell.core.errors import Refused
from shopbell.core.rate import TooMany
from shopbell.customers.block import Block
from shopbell.customers.erasure import erase_customer
from shopbell.customers.models import Customer
from shopbell.portal.secret import hash_of
from shopbell.portal.session import COOKIE
from shopbell.portal.sign_in_link import AN_HOUR as LINKS_AN_HOUR
from tests.channels.email.conftest import work

from .pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]
JOIN = "/community/en/join/"
NEW = "nell@stranger.example"


def hidden_in(page):
    """What the forms of a page hold besides what is asked."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page.content.decode())
    return {key: html.unescape(value) for key, value in found if key != "csrfmiddlewaretoken"}


def question(**more):
    return {
        "board": "lamps",
        "kind": "question",
        "title": "Does the Alma <dim>?",
        "text": "I have not bought it yet.\n\nDoes it “dim”?",
        "client_id": str(uuid.uuid4()),
        **more,
    }


def join(client, address=NEW, name="Night owl", **more):
    said = {"email": address, "pseudonym": name, "join_id": str(uuid.uuid4()), **more}
    return client.post(JOIN, said)


def link(pattern=r"http://[^/]+(/community/\S+/join/link/\S+)") -> str:
    """The way in that was mailed last."""
    work()
    found = [re.search(pattern, mail.body) for mail in outbox.outbox]
    return [each[1] for each in found if each][-1]


def press(client, address):
    """Press the button of the page at `address`, with all that its form holds."""
    page = client.get(address)
    assert page.status_code == 200
    action = re.search(r'<form class="form" method="post" action="([^"]*)"', page.content.decode())[1]
    return client.post(html.unescape(action), hidden_in(page))


def mark_on(client, page=JOIN):
    """Which house rules whoever ticks the box of `page` has read."""
    return (
        re.search(
            r'name="agreed" value="(\w+)"|value="(\w+)"[^>]*name="agreed"|name="agreed"[^>]*value="(\w+)"',
            read(client, page),
        )
        .group(0)
        .split('value="')[1]
        .split('"')[0]
    )


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
    choose_pseudonym(theo, "Night owl")

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


def test_the_mail_speaks_the_language_of_the_page(client, community):
    said = {"email": NEW, "pseudonym": "Night owl", "join_id": str(uuid.uuid4())}
    client.post("/community/ar/join/", said)
    work()

    assert "/community/ar/join/link/" in outbox.outbox[0].body and "Hello" not in outbox.outbox[0].body


@pytest.mark.parametrize("name", ["Support", "x", "www.shop.example", "Firefly", "Firef1y", ""])
def test_names_are_checked_as_everywhere_before_a_link_is_mailed(client, firefly, name):
    assert join(client, name=name).status_code == 422 and not Joining.objects.exists()


def test_house_rules_are_agreed_to_and_kept_as_they_were(client, community):
    community.rules = "Be kind.\nNo advertising."
    community.save()
    assert "No advertising." in read(client, JOIN)
    assert join(client).status_code == 422
    join(client, agreed=mark_on(client))
    there = link()
    community.rules = "Be loud."
    community.save()

    press(client, there)

    profile = Profile.objects.get()
    assert profile.agreed_to == "Be kind.\nNo advertising." and profile.agreed_at


def test_who_said_to_be_a_member_and_is_none_agrees_to_the_rules_at_the_button(client, community):
    community.rules, community.texts = "Be kind.", {"rules_ar": "كن لطيفًا."}
    community.save()
    said = {"email": NEW, "join_id": str(uuid.uuid4()), "is_member": "1", "goes_to": "/community/ar/"}
    client.post("/community/ar/join/", said)
    there = link()
    sent = hidden_in(client.get(there)) | {"pseudonym": "Night owl"}

    refused = client.post("/community/ar/name/", sent)
    assert refused.status_code == 422 and "Night owl" in refused.content.decode()
    assert not Customer.objects.exists()
    client.post("/community/ar/name/", sent | {"agreed": mark_on(client, there)})

    assert Profile.objects.get().agreed_to == "كن لطيفًا."


def test_who_signed_in_by_the_portal_agrees_to_the_rules_when_they_choose_a_name(
    client, lamps, community, minas
):
    community.rules = "Be kind."
    community.save()
    assert "Be kind." in read(minas, "/community/en/name/")
    sent = question()
    asked = minas.post("/community/en/ask/", sent | {"pseudonym": "Firefly"})
    assert asked.status_code == 422 and not Profile.objects.exists()
    assert "Be kind." in asked.content.decode() and 'name="agreed"' in asked.content.decode()

    done = minas.post(
        "/community/en/ask/", sent | {"pseudonym": "Firefly", "agreed": mark_on(minas, "/community/en/name/")}
    )

    assert done.status_code == 302 and Topic.objects.get().title == sent["title"]
    profile = Profile.objects.get()
    assert profile.agreed_to == "Be kind." and profile.agreed_at
    assert "Be kind." not in read(minas, "/community/en/name/")  # another name: agreed already
    assert minas.post("/community/en/name/", {"pseudonym": "Glow worm"}).status_code == 302


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


def test_house_rules_are_read_and_agreed_to_in_the_language_of_the_page(client, community):
    community.rules, community.texts = "Be kind.", {"rules_ar": "كن لطيفًا."}
    community.save()

    assert "Be kind." in read(client, JOIN) and "Be kind." not in read(client, "/community/ar/join/")
    said = {
        "email": NEW,
        "pseudonym": "Night owl",
        "join_id": str(uuid.uuid4()),
        "agreed": mark_on(client, "/community/ar/join/"),
    }
    client.post("/community/ar/join/", said)
    assert Joining.objects.get().agreed_to == "كن لطيفًا."


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


def test_asking_to_join_is_more_work_the_more_do(client, community, one_window):
    before = work_of_form.bits_now(DOOR)
    for number in range(20):
        join(client, f"a{number}@stranger.example", f"Owl {number}x")

    assert work_of_form.bits_now(DOOR) == before + 1 and 'data-worker="' in read(client, JOIN)
