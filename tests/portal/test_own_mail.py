"""What shoppers are mailed besides answers: seen, ended and taken up again by whoever it is for, and by nobody else."""

import re
from urllib.parse import unquote

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.announcements.models import StatusPart, Subscription
from shopbell.community.following import follow_board, follow_topic, note_news
from shopbell.community.models import Community, Follow, News
from shopbell.customers.identity import Kind
from shopbell.helpcenter.centre import HelpCentre
from shopbell.portal.own_mail import SOURCES, end_mail, own_mails
from shopbell.portal.session import COOKIE, begin_session
from tests.community.conftest import begin, community, firefly, lamps, moth, say  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R136")]
PAGE = "/portal/data/"
AGAIN = f"{PAGE}mails/again/"


@pytest.fixture
def told(mina):
    """Mina's proved address is told of one part of the service."""
    mina.identities.filter(kind=Kind.EMAIL).update(verified_at=timezone.now())
    HelpCentre.objects.get_or_create(pk=1, defaults={"languages": ["en", "de"]})
    part = StatusPart.objects.create(slug="payments")
    part.names.create(language="en", name="Payments")
    subscription = Subscription.objects.create(address=mina.address, language="de")
    subscription.parts.add(part)
    return subscription


def end(browser, source: str, key: int):
    return browser.post(f"{PAGE}mails/{source}/{key}/end/")


def browser_of_address(customer, address: str) -> Client:
    """A browser that is signed in by one address of several."""
    client, answer = Client(), HttpResponse()
    begin_session(HttpRequest(), answer, customer, address)
    client.cookies[COOKIE] = answer.cookies[COOKIE].value
    return client


def what_is_offered(answer) -> str:
    """What the page that follows offers to bring back."""
    return unquote(re.search(r"ended=([^#]+)", answer.headers["Location"])[1])


def test_who_is_told_of_outages_sees_it_ends_it_and_has_it_again_as_it_was(minas, mina, told):
    page = minas.get(PAGE).content.decode()
    assert "Outages and delays" in page and f"Payments · {mina.address}" in page

    answer = end(minas, "status", told.pk)
    assert not Subscription.objects.exists() and mina.address not in answer.headers["Location"]
    page = minas.get(answer.headers["Location"].partition("#")[0]).content.decode()
    assert "No more mails about this:" in page
    for _twice in range(2):
        back = minas.post(AGAIN, {"ended": what_is_offered(answer)})
        assert back.headers["Location"] == f"{PAGE}?saved#mails"

    again = Subscription.objects.get()
    assert (again.address, again.language) == (mina.address, "de")
    assert [part.slug for part in again.parts.all()] == ["payments"]


def test_what_another_is_told_of_does_not_exist(theos, minas, mina, told):
    assert "Payments" not in theos.get(PAGE).content.decode()
    assert end(theos, "status", told.pk).status_code == 404
    assert end(minas, "nothing", told.pk).status_code == 404
    assert Subscription.objects.filter(pk=told.pk).exists()

    signed = end_mail(mina, "status", told.pk)
    assert theos.post(AGAIN, {"ended": signed}).status_code == 404
    assert theos.post(AGAIN, {"ended": "forged"}).status_code == 404
    assert not Subscription.objects.exists()


def test_an_address_that_was_not_proved_tells_nothing(theos, theo):
    theo.identities.create(kind=Kind.EMAIL, value="typed@shopper.example")
    typed = Subscription.objects.create(address="typed@shopper.example", language="en", kind="news")

    assert f"/mails/status/{typed.pk}/end/" not in theos.get(PAGE).content.decode()
    assert end(theos, "status", typed.pk).status_code == 404


def test_an_address_that_is_theirs_no_more_is_not_told_again(mina, told):
    signed = end_mail(mina, "status", told.pk)
    mina.identities.create(kind=Kind.EMAIL, value="m@shopper.example", verified_at=timezone.now())
    browser = browser_of_address(mina, "m@shopper.example")
    mina.identities.filter(value=told.address).update(verified_at=None)

    assert browser.post(AGAIN, {"ended": signed}).status_code == 404
    assert not Subscription.objects.exists()


def test_a_part_that_is_gone_does_not_become_everything(minas, mina, told):
    signed = end_mail(mina, "status", told.pk)
    StatusPart.objects.all().delete()

    assert minas.post(AGAIN, {"ended": signed}).status_code == 404


def test_a_member_ends_one_of_the_topics_they_follow(minas, mina, begin, say, lamps, firefly, moth):  # noqa: F811
    topic, other = begin(), begin("Which bulb?")
    for each in (topic, other):
        follow_topic(each, by=firefly, often="daily")
        note_news(say(each, "E14.", by=moth))
    follow_board(lamps, by=firefly, often="at_once")
    page = minas.get(PAGE).content.decode()
    assert topic.title in page and "Which bulb?" in page and "Board: " in page and "Once a day" in page

    answer = end(minas, "community", firefly.follows.get(topic=topic).pk)

    assert {each.topic for each in firefly.follows.all()} == {other, None}
    assert [each.post.topic for each in News.objects.all()] == [other]
    minas.post(AGAIN, {"ended": what_is_offered(answer)})
    assert firefly.follows.get(topic=topic).often == "daily"


def test_nobody_ends_what_another_follows(theos, mina, begin, firefly):  # noqa: F811
    topic = begin()
    follow_topic(topic, by=firefly, often="daily")

    assert topic.title not in theos.get(PAGE).content.decode()
    assert end(theos, "community", Follow.objects.get().pk).status_code == 404
    signed = end_mail(mina, "community", Follow.objects.get().pk)
    assert theos.post(AGAIN, {"ended": signed}).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("of", ["topic", "board"])
def test_what_is_there_no_more_is_not_followed_again(minas, mina, begin, firefly, lamps, of):  # noqa: F811
    topic = begin()
    if of == "topic":
        follow_topic(topic, by=firefly, often="daily")
    else:
        follow_board(lamps, by=firefly, often="daily")
    signed = end_mail(mina, "community", firefly.follows.get().pk)
    topic.delete()
    if of == "board":
        lamps.delete()

    assert minas.post(AGAIN, {"ended": signed}).status_code == 404
    assert not Follow.objects.exists()


def test_a_name_that_became_another_s_follows_nothing_again(minas, mina, theo, begin, firefly):  # noqa: F811
    follow_topic(begin(), by=firefly, often="daily")
    signed = end_mail(mina, "community", firefly.follows.get().pk)
    firefly.customer = theo
    firefly.save()

    assert minas.post(AGAIN, {"ended": signed}).status_code == 404
    assert not Follow.objects.exists()


def test_what_one_ended_is_named_to_nobody_else(minas, theos, mina, told):
    page = end(minas, "status", told.pk).headers["Location"].partition("#")[0]

    assert "No more mails about this:" in minas.get(page).content.decode()
    assert "No more mails about this:" not in theos.get(page).content.decode()


def test_ten_topics_are_told_with_as_many_queries_as_two(mina, begin, firefly):  # noqa: F811
    asked = []
    for many in (2, 10):
        while firefly.follows.count() < many:
            follow_topic(begin(), by=firefly, often="daily")
        with CaptureQueriesContext(connection) as queries:
            assert len(own_mails(mina)) == many
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_the_second_of_two_clicks_ends_nothing_more(mina, begin, firefly):  # noqa: F811
    follow_topic(begin(), by=firefly, often="daily")
    ((source, mail),) = own_mails(mina)

    for _twice in range(2):
        SOURCES[source].end(mina, mail)

    assert not Follow.objects.exists()


def test_a_closed_community_mails_nothing(minas, begin, firefly):  # noqa: F811
    topic = begin()
    follow_topic(topic, by=firefly, often="daily")
    Community.objects.update(is_on=False)

    assert topic.title not in minas.get(PAGE).content.decode()
