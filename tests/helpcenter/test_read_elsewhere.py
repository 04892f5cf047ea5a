"""Readings of what is no article: answers of guides, pages of the policies and topics, and the tickets that followed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shopbell.helpcenter.article_read import ReadDay
from shopbell.helpcenter.figures import figures
from shopbell.helpcenter.met_before import Met, settle_met
from shopbell.helpcenter.visit import VisitKey
from shopbell.helpcenter.wishes import Asked, read_before_tickets
from tests.helpcenter.guides.conftest import change, parcel, published  # noqa: F401

from .test_article_read import BROWSER, FORM, shopper  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R49", "R54")]
POLICY = "/help/en/policies/shipping/"


def end_of(guide, choice=0):
    return f"/help/en/guides/{guide.slug}/{guide.shown.tree.first.choices[choice].id}/"


def counted():
    """Of each thing that is read: whether a ticket followed."""
    return {(met.kind, met.object_id): met.is_followed for met in Met.objects.filter(is_counted=True)}


def settled():
    settle_met(timezone.now() + timedelta(days=4))
    return {(day.kind, day.reads, day.followed) for day in ReadDay.objects.filter(article=None)}


def test_an_answer_of_a_guide_and_a_policy_are_read_once_a_day_and_no_step_before_nor_a_person_is(
    shopper, published, shipping,  # noqa: F811
):  # fmt: skip
    shopper.get(f"/help/en/guides/{published.slug}/")
    shopper.get(end_of(published, 1))
    assert not counted() and Met.objects.get().is_read
    for _twice in range(2):
        shopper.get(end_of(published))
        shopper.get(POLICY)

    assert counted() == {("guide", published.pk): False, ("policy", 1): False}
    assert settled() == {("guide", 1, 0), ("policy", 1, 0)} and not Met.objects.exists()


def test_a_ticket_of_the_same_browser_follows_what_it_read_there_in_the_stated_days(
    shopper, published, shipping, contact_inbox,  # noqa: F811
):  # fmt: skip
    shopper.get(end_of(published))
    Client(REMOTE_ADDR="1.1.1.1", headers=BROWSER).get(POLICY)
    for _twice in range(2):
        shopper.post(f"/contact/{contact_inbox.public_key}/", FORM)

    assert settled() == {("guide", 1, 1), ("policy", 1, 0)}


def test_a_ticket_after_the_stated_days_does_not_follow(
    shopper, centre, published, contact_inbox,  # noqa: F811
):  # fmt: skip
    centre.follow_days = 1
    centre.save()
    shopper.get(end_of(published))
    before = timezone.localdate() - timedelta(days=2)
    Met.objects.update(day=before)
    VisitKey.objects.update(day=before)
    shopper.post(f"/contact/{contact_inbox.public_key}/", FORM)

    assert settled() == {("guide", 1, 0)}


@pytest.mark.parametrize(
    "headers", [{"user-agent": "Googlebot/2.1"}, BROWSER | {"sec-purpose": "prefetch;prerender"}]
)
def test_programs_and_what_is_fetched_ahead_read_nothing(published, shipping, headers):  # noqa: F811
    browser = Client(REMOTE_ADDR="9.9.9.9", headers=headers)
    for address in (end_of(published), POLICY):
        browser.get(address)

    assert not Met.objects.exists() and not ReadDay.objects.exists()


def test_an_agent_is_no_reader(desk, bo, published, shipping):  # noqa: F811
    for address in (end_of(published), POLICY):
        desk(bo).get(address, headers=BROWSER)

    assert not Met.objects.exists() and not ReadDay.objects.exists()


def test_readers_from_no_public_address_are_counted_apart_and_of_a_kept_page_too(client, published, shipping):  # noqa: F811
    for _twice in range(2):
        client.get(POLICY, headers=BROWSER)
    client.get(end_of(published), headers=BROWSER)

    assert {(day.kind, day.unknown, day.reads) for day in ReadDay.objects.all()} == {
        ("policy", 2, 0),
        ("guide", 1, 0),
    }
    assert figures(4).total.unknown == 3


def test_the_figures_say_of_each_kind_what_share_no_ticket_followed(write, desk, bo, published, shipping):  # noqa: F811
    day = timezone.localdate() - timedelta(days=5)
    its_day = {"language": "en", "day": day}
    ReadDay.objects.create(article=write("How to pay").article, **its_day, reads=50, followed=5)
    ReadDay.objects.create(kind="guide", object_id=published.pk, **its_day, reads=30, followed=15)
    ReadDay.objects.create(kind="policy", object_id=1, **its_day, reads=20, followed=0)
    ReadDay.objects.create(kind="policy", object_id=99, **its_day, reads=7, followed=7)  # a page that is gone

    found = figures(4)
    assert (found.total.reads, found.total.followed) == (100, 20)
    assert [(week.size, week.part) for week in found.weeks] == [(100, 20)]
    assert {line.kind: line.spared for line in found.kinds} == {"article": 90, "guide": 50, "policy": 100}
    page = desk(bo).get("/desk/help/figures/").content.decode()
    assert "Shipping times and fees" in page and "to a topic of the community is a reading as well" in page
    (wish,) = read_before_tickets(Asked(bo, found.since, found.lines))
    assert (wish.key, wish.address) == (f"guide-{published.pk}", f"/desk/help/guides/{published.pk}/")
    rows = desk(bo).get("/desk/help/figures/file/").content.decode().splitlines()
    assert "Our policy,1,Shipping times and fees,20,0,0,0" in rows
