"""The community's public pages are made once until somebody writes; a member's own pages are nobody else's."""

import re

import pytest
from django.db import connection
from django.test import Client

from shopbell.community.moderation import hide
from shopbell.community.profile import Profile
from shopbell.community.related import related_topics
from shopbell.helpcenter.kept_page import PAGES
from shopbell.search.help import pairing
from shopbell.search.help.index import catch_up
from shopbell.shop.models import Product
from tests.helpcenter.conftest import minutes  # noqa: F401
from tests.helpcenter.test_kept_page import FOLLOWED_LATER, queries_of

from .test_public import address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("minutes"), pytest.mark.requirement("R51")]
BOUGHT = {"shop_order"}  # the sign of who has bought it may come a minute later


@pytest.fixture
def topic(begin, say, moth):
    found = begin()
    say(found, "An E14.", by=moth)
    return found


@pytest.fixture
def pages(topic):
    alma = Product.objects.create(external_id="alma", name="Alma lamp")
    return [
        "/community/en/",
        "/community/en/boards/lamps/",
        f"/community/en/products/{alma.pk}/",
        address(topic),
    ]


def test_a_page_is_made_once_and_anew_when_somebody_wrote(client, pages, topic, say, moth):
    for page in pages:
        made = client.get(page)
        again, asked = queries_of(Client(), page)
        assert (again.content, len(asked)) == (made.content, 1)

    say(topic, "Or a very small moon.", by=moth)
    assert "a very small moon" in client.get(pages[-1]).content.decode()


def test_what_is_hidden_is_gone_at_once(client, pages, topic, ada):
    assert "An E14." in client.get(pages[-1]).content.decode()

    hide(topic.posts.get(is_first=False), "It is wrong.", by=ada)
    assert "An E14." not in client.get(pages[-1]).content.decode()


def test_a_name_that_changes_changes_everywhere_at_once(client, pages, moth):
    assert "Night moth" in client.get(pages[-1]).content.decode()

    Profile.objects.filter(pk=moth.pk).update(pseudonym="Day moth")
    assert "Day moth" in client.get(pages[-1]).content.decode()


def test_a_member_s_pages_are_nobody_else_s(minas, pages):
    for page in pages:
        for reader, is_public in ((minas, False), (Client(), True), (minas, False), (Client(), True)):
            answer = reader.get(page)
            assert answer.headers["Cache-Control"].startswith("public" if is_public else "private")


def test_whatever_stands_on_a_page_is_watched_by_the_database(client, pages):
    with connection.cursor() as cursor:
        cursor.execute("select tgrelid::regclass::text from pg_trigger where tgname = 'helpcenter_page'")
        watched = {table for (table,) in cursor.fetchall()}

    for page in pages:
        PAGES.clear()
        _, asked = queries_of(client, page)
        tables = {table for sql in asked for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', sql)}
        assert tables <= watched | FOLLOWED_LATER | BOUGHT | {"helpcenter_pagechange"}, page


def test_topics_alike_are_found_however_old_they_are_and_never_hidden_ones(begin, ada):
    old = begin("Which bulb fits the brass lamp?")
    hidden = begin("Which bulb is best for a brass lamp?")
    for number in range(8):
        begin(f"How do I wash linen curtains, part {number}?")
    asked = begin("The bulb of my brass lamp")
    hide(hidden.posts.get(), "It is wrong.", by=ada)
    catch_up()
    pairing.catch_up()

    assert related_topics(asked) == [old]
