"""Whoever presses the button of their joining is let in and has their words posted: both, or neither, and nothing is
lost on the way."""

import threading
import time
import uuid
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from shopbell.community.letting_in import Key, unposted_of, use_joining
from shopbell.community.models import Joining, Post, Profile, Topic
from shopbell.community.profile import choose_pseudonym
from shopbell.community.views import writing
from shopbell.core.errors import Refused
from shopbell.customers.models import Customer
from shopbell.portal.models import CustomerSession
from shopbell.portal.secret import hash_of
from shopbell.portal.session import COOKIE
from shopbell.portal.sign_in_link import AN_HOUR, SignInLink

from .joins import JOIN, NEW, hidden_in, join, link, mark_on, press, question
from .pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]
ASK, NAME = "/community/en/ask/", "/community/en/name/"
SIGN_IN = r"http://[^/]+(/portal/sign-in/link/\S+)"


def asks(client, address=NEW, name="Night owl", **more):
    """`client` asks a question and says their address."""
    kept = hidden_in(client.post(ASK, question()))
    client.post(JOIN, kept | {"email": address, "pseudonym": name, **more})
    return kept


def test_what_fails_while_it_is_posted_spends_nothing(client, lamps, community, monkeypatch):
    asks(client)
    there = link()
    with monkeypatch.context() as broken:
        broken.setattr(writing, "begin_topic", lambda *_args, **_more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            press(client, there)
    assert not Customer.objects.exists() and not CustomerSession.objects.exists()

    press(client, there)

    assert Topic.objects.get().author.pseudonym == "Night owl"


def test_who_presses_twice_posts_once_and_is_let_in_by_the_answer_that_came(client, lamps, community):
    asks(client)
    there = link()
    sent = hidden_in(client.get(there))
    second = Client()
    second.cookies = client.cookies.copy()  # the same browser, which never had the first answer

    first = client.post(ASK, sent)
    again = second.post(ASK, sent)

    assert again.headers["Location"] == first.headers["Location"] and again.cookies[COOKIE].value
    assert Topic.objects.count() == Post.objects.count() == 1
    assert Client().post(ASK, sent).status_code == 410  # and no other browser


def test_a_link_is_about_its_own_address_whoever_is_signed_in(minas, firefly, lamps, community):
    community.rules = "Be kind."
    community.save()
    asks(Client(), "other@stranger.example", "", is_member="1")
    there = link()

    page = read(minas, there)
    assert "other@stranger.example" in page and "You are here as" not in page and "Be kind." in page
    sent = hidden_in(minas.get(there)) | {"pseudonym": "Moth"}
    assert minas.post(ASK, sent).status_code == 422 and not Topic.objects.exists()
    minas.post(ASK, sent | {"agreed": mark_on(minas, there)})

    assert Profile.objects.get(pseudonym="Moth").agreed_to == "Be kind."
    assert Topic.objects.get().author.pseudonym == "Moth"


def test_a_used_link_of_another_address_posts_nothing_as_who_is_signed_in(minas, firefly, lamps, community):
    stranger = Client()
    asks(stranger)
    sent = hidden_in(stranger.get(link()))
    stranger.post(NAME, {"joining": sent["joining"], "pseudonym": "Moth"})

    answer = minas.post(ASK, sent)

    assert answer.status_code == 410 and not Topic.objects.exists()
    assert sent["title"][:12] in answer.content.decode()


def test_what_a_sign_in_shows_lets_nobody_in_who_is_not(client, mina, lamps, community):
    asks(client, mina.address, "Moth")
    there = client.post(link(SIGN_IN)).headers["Location"]
    sent = hidden_in(client.get(there))
    assert Joining.objects.get().secret_hash == ""
    client.post("/portal/sign-out/", {"everywhere": "1"})

    answer = Client().post(ASK, sent)

    assert answer.status_code == 410 and COOKIE not in answer.cookies and not Topic.objects.exists()


def test_who_mistyped_goes_back_and_sends_the_same_form_for_the_right_address(client, lamps, community):
    kept = asks(client, "nel@stranger.example", looked="on")
    wrong = link()
    client.post(JOIN, kept | {"email": NEW, "pseudonym": "Night owl", "looked": "on"})
    right = link()

    press(Client(), wrong)
    again = press(client, right)

    assert wrong != right and again.status_code == 422  # the name is gone
    client.post(ASK, hidden_in(again) | {"pseudonym": "Barn owl"})
    assert sorted(Topic.objects.values_list("author__pseudonym", flat=True)) == ["Barn owl", "Night owl"]


def test_whom_the_shop_knows_has_a_day_too(client, mina, lamps, community):
    asks(client, mina.address, "Moth")
    late = link(SIGN_IN)
    SignInLink.objects.update(created_at=timezone.now() - timedelta(minutes=21))
    ended = client.get(late)
    assert (
        ended.status_code == 410 and "/portal/sign-in/?next=/community/en/joined/" in ended.content.decode()
    )
    client.post("/portal/sign-in/", {"email": mina.address})  # without a word of where from
    client.post(link(SIGN_IN))

    told = read(client, "/community/en/")
    assert "is not posted yet" in told
    press(client, f"/community/en/joined/{Joining.objects.get().signed}/")

    assert Topic.objects.get().author.customer == mina
    assert "is not posted yet" not in read(client, "/community/en/")


def test_words_past_the_links_of_an_hour_wait_for_who_proves_the_address(
    client, lamps, community, one_window
):
    join(client)
    there = link()
    for _each in range(AN_HOUR):
        client.post("/portal/sign-in/", {"email": NEW})
    asks(client)
    outbox.outbox.clear()
    press(client, there)

    waiting = unposted_of(NEW).get()
    assert waiting.mailed_at is None and waiting.signed in read(client, "/community/en/").replace("%3A", ":")
    press(client, f"/community/en/joined/{waiting.signed}/")

    assert Topic.objects.get().author.pseudonym == "Night owl"


def test_who_got_in_by_another_tab_posts_what_the_first_one_holds(client, minas, firefly, lamps, community):
    kept = hidden_in(client.post(ASK, question()))

    shown = minas.post(JOIN, kept | {"email": NEW, "pseudonym": "Night owl"})
    press(minas, shown.headers["Location"])

    assert Topic.objects.get().author.pseudonym == "Firefly"


def test_words_are_shown_when_the_shop_has_just_closed_the_door(client, lamps, community):
    kept = hidden_in(client.post(ASK, question()))
    community.is_open_to_all = False
    community.save()

    answer = client.post(JOIN, kept | {"email": NEW, "pseudonym": "Night owl"})

    assert answer.status_code == 422 and "I have not bought it yet." in answer.content.decode()


@pytest.mark.parametrize("gone", ["locked", "deleted"])
def test_words_are_shown_when_their_topic_went_meanwhile(client, begin, community, gone):
    topic = begin()
    place = f"/community/en/topics/{topic.pk}/answer/"
    kept = hidden_in(client.post(place, {"text": "An *E14*.", "client_id": str(uuid.uuid4())}))
    client.post(JOIN, kept | {"email": NEW, "pseudonym": "Night owl"})
    there = link()
    if gone == "locked":
        Topic.objects.update(is_locked=True)
    else:
        Topic.objects.all().delete()

    answer = press(client, there)

    assert answer.status_code == 422 and "An *E14*." in answer.content.decode()
    assert "This is not posted" in answer.content.decode()


def test_a_customer_posts_also_when_only_customers_may_join_now(client, mina, lamps, community):
    asks(client, mina.address, "Moth")
    there = client.post(link(SIGN_IN)).headers["Location"]
    community.is_open_to_all = False
    community.save()

    press(client, there)

    assert Topic.objects.get().author.customer == mina


def test_agreed_at_the_button_is_agreed_then_also_when_a_name_was_taken(client, theo, community):
    community.rules = "Be kind."
    community.save()
    join(client, name="", is_member="1")
    there = link()
    before = timezone.now()
    Joining.objects.update(created_at=before - timedelta(hours=20))
    choose_pseudonym(theo, "Night owl")
    sent = hidden_in(client.get(there)) | {"agreed": mark_on(client, there)}
    again = client.post(NAME, sent | {"pseudonym": "Night owl"})
    assert again.status_code == 422
    client.post(NAME, hidden_in(again) | {"pseudonym": "Barn owl"})

    profile = Profile.objects.get(pseudonym="Barn owl")
    assert profile.agreed_to == "Be kind." and profile.agreed_at >= before


def test_agreed_to_are_the_rules_that_were_shown(client, community):
    community.rules = "Be kind."
    community.save()
    read_before = mark_on(client)
    community.rules = "Pay us."
    community.save()

    changed = join(client, agreed=read_before)

    page = changed.content.decode()
    assert changed.status_code == 422 and "Pay us." in page and "have changed meanwhile" in page
    assert " checked" not in page and not Joining.objects.exists()
    join(client, agreed=mark_on(client))
    there = link()
    assert Joining.objects.get().agreed_to == "Pay us." and "agreed" not in hidden_in(client.get(there))


def test_a_page_with_a_very_long_address_holds_nobody_at_the_button(client, community):
    join(client, goes_to="/community/en/?" + "x" * 440)
    done = press(client, link())
    assert done.status_code == 302 and done.headers["Location"].startswith("/community/en/?x")

    other = Client()
    join(other, "b@stranger.example", "Barn owl", goes_to="/community/en/?" + "x" * 600)
    done = press(other, link())
    assert done.headers["Location"] == "/community/en/"


@pytest.mark.django_db(transaction=True)
def test_who_is_erased_while_they_press_waits_for_no_one_that_waits_for_them(mina, community):
    mina.language = ""
    mina.save()
    row = Joining.objects.create(
        address=mina.address, language="en", secret_hash=hash_of("s"), client_id=uuid.uuid4()
    )
    told = []

    def press_it():
        try:
            use_joining(Key("s"))
        except Exception as why:
            told.append(type(why))
        finally:
            connection.close()

    presses = threading.Thread(target=press_it)
    with transaction.atomic():  # in the order of erasing
        Customer.objects.select_for_update(no_key=True).get(pk=mina.pk)
        presses.start()
        _wait_for_who_waits()
        Joining.objects.filter(pk=row.pk).delete()
    presses.join()

    assert told == [Refused]


def _wait_for_who_waits():
    """Until another connection to this database waits for a lock."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_stat_clear_snapshot(), count(*) from pg_stat_activity"
                " where datname = current_database() and wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[1]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits")
