"""Public pages are made once for all who are not signed in, and anew after every change; nobody gets another's page."""

import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from shopbell.announcements.models import Incident
from shopbell.channels.models import Brand, Inbox
from shopbell.community.models import Community
from shopbell.core.revalidated import revalidated
from shopbell.helpcenter.article_read import ReadDay
from shopbell.helpcenter.kept_page import PAGES, KeptPage, Pages, kept
from shopbell.helpcenter.models import Article, Category, HelpCentre, PageChange
from shopbell.helpcenter.page_change import edition, sweep_changes
from shopbell.portal.session import COOKIE
from tests.portal.conftest import browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("minutes"), pytest.mark.requirement("R45")]
# what only a list of other things to read is made of, which follows its own index some seconds later anyway
FOLLOWED_LATER = {"search_duedocument", "search_document", "search_form", "search_synonym", "search_pair"}
FOLLOWED_LATER |= {"search_meaning", "search_vectorstate"}
OF_THE_VISIT = {
    "helpcenter_visitkey",
    "helpcenter_articleread",
    "helpcenter_readday",
    "helpcenter_pagechange",
}


@pytest.fixture
def article(write, contact_inbox, shipping):
    text = write("How to send a lamp back")
    return f"/help/en/articles/{text.article_id}/{text.slug}/"


@pytest.fixture
def pages(article):
    return ["/help/en/", "/help/en/topics/returns/", article, "/help/en/policies/", "/help/en/policies/shipping/",
            "/help/sitemap.xml", "/help/en/feed.xml"]  # fmt: skip


def queries_of(client, address, **more):
    asked = []

    def note(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = client.get(address, **more)
    return answer, asked


def test_a_page_that_is_kept_is_the_same_and_asks_for_the_edition_alone(client, pages, article):
    for address in pages:
        made, _ = queries_of(client, address)
        again, asked = queries_of(Client(), address)

        assert (made.status_code, again.content) == (200, made.content), address
        for name in ("ETag", "Cache-Control", "Content-Type", "Content-Language", "Content-Security-Policy"):
            assert again.headers.get(name) == made.headers.get(name)
        assert "Cookie" in again.headers["Vary"]
        assert len(asked) == 1 or address == article, asked


def test_who_has_the_page_already_is_told_so_before_it_is_made(client, pages):
    for address in pages:
        tag = client.get(address).headers["ETag"]

        answer, asked = queries_of(Client(), address, headers={"If-None-Match": tag})
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", tag)
        assert answer.headers["Cache-Control"] == "public, no-cache"
        assert client.get(address, headers={"If-None-Match": '"another"'}).status_code == 200


def test_one_who_has_it_does_not_keep_others_from_getting_it(client, pages):
    tag = client.get(pages[0]).headers["ETag"]
    PAGES.clear()

    assert client.get(pages[0], headers={"If-None-Match": tag}).status_code == 304
    assert client.get(pages[0]).content


def test_each_minute_a_page_is_made_anew_since_it_says_until_when_somebody_answers(client, pages, minutes):
    client.get(pages[0])

    minutes.append(minutes[-1] + 1)
    _, asked = queries_of(client, pages[0])
    assert len(asked) > 1


CHANGES = {
    "the centre": lambda: HelpCentre.objects.update(welcome="Good morning"),
    "an article": lambda: Article.objects.update(access="agents"),
    "a category": lambda: Category.objects.get().names.filter(language="en").update(name="Give it back"),
    "the shop": lambda: Brand.objects.update_or_create(pk=1, defaults={"name": "Wexmoor"}),
    "a door": lambda: Inbox.objects.create(channel="form", name="Ask us"),
    "trouble": lambda: Incident.objects.update(id=0),
    "the community": lambda: Community.objects.all().delete(),
}


@pytest.mark.parametrize("what", CHANGES)
def test_after_every_change_a_page_is_made_anew(client, pages, what):
    before = [client.get(address).headers["ETag"] for address in pages[:2]]
    known = edition()

    CHANGES[what]()

    assert edition() != known
    made = [queries_of(client, address)[1] for address in pages[:2]]
    assert all(len(asked) > 1 for asked in made)
    if what in ("a category", "the shop", "a door"):
        assert all(
            tag != client.get(address).headers["ETag"] for tag, address in zip(before, pages, strict=False)
        )


def test_whatever_stands_on_a_page_is_watched_by_the_database(client, pages):
    with connection.cursor() as cursor:
        cursor.execute("select tgrelid::regclass::text from pg_trigger where tgname = 'helpcenter_page'")
        watched = {table for (table,) in cursor.fetchall()}

    for address in pages:
        PAGES.clear()
        _, asked = queries_of(client, address)
        tables = {table for sql in asked for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', sql)}
        assert tables <= watched | FOLLOWED_LATER | OF_THE_VISIT, address


def test_what_was_taken_back_is_gone_at_once(client, article):
    assert client.get(article).status_code == 200

    Article.objects.update(access="agents")
    assert client.get(article).status_code == 404


@pytest.mark.requirement("R170")
def test_nobody_gets_the_page_of_a_customer_or_an_agent(write, desk, bo, mina, article):
    secret = write("For customers alone", access="customers")
    hers, his, public = browser_of(mina), desk(bo), Client()
    for reader in (hers, his, public, hers, his, public):
        page = reader.get("/help/en/")
        knows = reader is not public
        assert ("For customers alone" in page.content.decode()) == knows
        assert page.headers["Cache-Control"] == ("private, no-cache" if knows else "public, no-cache")
    assert public.get(f"/help/en/articles/{secret.article_id}/{secret.slug}/").status_code == 404


@pytest.mark.parametrize("name", ["shopbell", COOKIE, "messages"])
def test_a_cookie_that_may_say_who_asks_is_neither_given_a_kept_page_nor_makes_one(client, article, name):
    stranger = Client()
    stranger.cookies[name] = "anything"
    PAGES.clear()

    _, first = queries_of(stranger, article)
    client.get(article)
    _, second = queries_of(stranger, article)
    assert min(len(first), len(second)) > 4


def test_a_question_in_the_address_or_another_host_has_its_own_page(client, article, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.get(article)

    _, asked = queries_of(client, f"{article}?utm=1")
    assert len(asked) > 4
    poisoned = client.get(article, headers={"host": "evil.example"}).content.decode()
    assert "evil.example" in poisoned and "evil.example" not in client.get(article).content.decode()


def test_each_reader_of_a_kept_article_is_counted(client, article):
    for _ in range(3):
        client.get(article, headers={"user-agent": "Mozilla/5.0 Firefox/140.0"})

    assert ReadDay.objects.get().unknown == 3


def page_of(size):
    return KeptPage(b"x" * size, {}, "en")


def test_the_pages_of_a_process_are_bounded_by_their_bytes_and_the_oldest_goes_first():
    pages = Pages(most=100)
    for name in ("sitemap", "home", "article"):
        pages.keep(name, page_of(40))

    assert pages.find("sitemap") is None
    assert pages.find("home") and pages.find("article")
    pages.keep("feed", page_of(60))
    assert pages.find("home") is None and pages.find("article") and pages.find("feed")


def test_a_page_that_is_made_again_or_too_large_leaves_room_for_others():
    pages = Pages(most=100)
    pages.keep("home", page_of(50))
    for _ in range(5):
        pages.keep("article", page_of(50))  # two threads at once make it twice

    assert pages.find("home") and pages.find("article")
    pages.keep("sitemap", page_of(101))
    assert pages.find("sitemap") is None and pages.find("home") and pages.find("article")
    pages.keep("home", page_of(100))
    assert pages.find("home") and pages.find("article") is None


def test_what_a_view_says_of_its_page_is_said_with_the_kept_one_too(rf, centre):
    @kept
    def view(request):
        return revalidated(
            request, HttpResponse("words", headers={"X-Robots-Tag": "noindex", "Link": "</en/>"})
        )

    made, again = (view(rf.get("/help/en/")) for _ in range(2))
    assert again.content == made.content
    assert (again.headers["X-Robots-Tag"], again.headers["Link"]) == ("noindex", "</en/>")


def test_a_change_that_was_numbered_early_and_comes_late_makes_a_new_edition(centre):
    first, second, third = [PageChange.objects.create().pk for _ in range(3)]
    PageChange.objects.filter(pk=second).delete()
    known = edition()

    PageChange.objects.create(pk=second)
    assert edition() != known and edition()[0] == third


def test_old_changes_are_swept_without_a_new_edition(centre):
    PageChange.objects.bulk_create(PageChange() for _ in range(1_200))
    known = edition()

    assert sweep_changes() >= 200
    assert edition() == known
