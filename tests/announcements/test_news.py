"""News of the shop: written in the desk's languages, read from their moment on, never written over."""

import html
import json
import re
from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from shopbell.announcements.announcement import Announcement, write_announcement
from shopbell.announcements.deleted_announcement import (
    bring_back_announcement,
    delete_announcement,
)
from shopbell.announcements.scheduled_news import publish_due_news
from shopbell.channels.brand import Brand
from shopbell.core import blob
from shopbell.core.errors import Forbidden, Refused
from shopbell.helpcenter.article_files import sweep_files
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.help_file import HelpFile
from shopbell.search.help.document import DueDocument
from shopbell.search.help.find import find
from shopbell.search.help.from_news import note_published
from shopbell.search.help.sources import Reader
from tests.helpcenter.conftest import minutes  # noqa: F401
from tests.helpcenter.test_kept_page import queries_of
from tests.structured_data import checked_data

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R136")]


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.BLOBS = tmp_path


@pytest.fixture
def write(centre, ada):
    """Write an announcement: write("Title", body, publish_at=…)."""

    def write(title="We open on Sundays", body="<p>From <b>May</b> on.</p>", *, by=ada, **more):
        words = {"en": {"title": title, "summary": "More hours", "body": body}} | more.pop("words", {})
        return write_announcement(more.pop("announcement", None), words, by=by, **more)

    return write


def now(**more):
    return timezone.now() + timedelta(**more)


def read(client, path, status=200):
    answer = client.get(path, follow=True)
    assert answer.status_code == status
    return answer.content.decode()


def test_its_pictures_are_seen_while_the_help_centre_is_closed(client, write):
    picture = HelpFile.objects.create(name="a.png", type="image/png", size_bytes=1, blob=blob.put(b"x"))
    HelpCentre.objects.update(is_on=False)
    write(publish_at=now(), cover=picture)

    assert picture.address in read(client, "/help/en/news/")
    assert b"".join(client.get(picture.address)) == b"x"


def test_readers_see_it_from_its_moment_on(client, write):
    draft, later, shown = write("A draft"), write("Later", publish_at=now(hours=1)), write(publish_at=now())

    page = read(client, "/help/en/news/") + read(client, "/help/en/news/feed.xml")

    assert "We open on Sundays" in page and "A draft" not in page and "Later" not in page
    assert "<b>May</b>" in read(client, f"/help/en/news/{shown.pk}/")
    for hidden in (draft, later):
        read(client, f"/help/en/news/{hidden.pk}/", status=404)
    assert publish_due_news(now()) == 0 and publish_due_news(now(hours=2)) == 1
    assert list(Announcement.objects.shown(now(hours=2)))[0] == later


def test_agents_read_a_draft_as_shoppers_will_and_search_engines_do_not(client, write, ada):
    draft = write()
    client.force_login(ada)

    page = read(client, f"/help/en/news/{draft.pk}/")

    assert "Only agents see this yet" in page and 'content="noindex"' in page and "ld+json" not in page


def test_it_is_read_in_the_language_of_the_address_and_else_the_first(client, write):
    both = write(
        words={"de": {"title": "Sonntags offen", "summary": "", "body": "<p>Ab Mai.</p>"}}, publish_at=now()
    )
    one = write("In English alone", publish_at=now())

    assert "Sonntags offen" in read(client, f"/help/de/news/{both.pk}/")
    assert "In English alone" in read(client, f"/help/de/news/{one.pk}/")
    assert client.get(f"/help/fr/news/{both.pk}/").status_code == 404


def test_an_old_title_leads_to_todays_and_engines_read_a_blog_posting(client, write):
    shown = write(publish_at=now())

    answer = client.get(f"/help/en/news/{shown.pk}/of-before/")
    assert answer.headers["Location"] == f"/help/en/news/{shown.pk}/we-open-on-sundays/"

    found = re.search(r'ld\+json">(.*?)</script>', read(client, answer.headers["Location"]))
    data = json.loads(found[1])
    assert (data["@type"], data["headline"]) == ("BlogPosting", "We open on Sundays")


def test_what_is_dangerous_in_it_is_cleaned(write):
    made = write(body='<script>alert(1)</script> <a href="javascript:x">x</a> words')

    body = made.texts.get().body
    assert "script" not in body and "words" in body


def test_nobody_writes_over_a_colleague(write):
    made = write()
    write("Mine", announcement=made, seen=made.revision)

    with pytest.raises(Refused, match="Somebody changed it"):
        write("Theirs", announcement=made, seen=made.revision)
    assert made.texts.get().title == "Mine"


def test_each_language_needs_a_title_and_words_and_one_left_empty_goes(write):
    made = write(words={"de": {"title": "Auch", "summary": "", "body": "so"}})
    write(announcement=made, seen=1, words={"de": {"title": " ", "summary": "", "body": " "}})
    assert [each.language for each in made.texts.all()] == ["en"]

    for wrong in ({"de": {"title": "Auch", "summary": "", "body": ""}}, {"en": {"title": "", "body": ""}}):
        with pytest.raises(Refused):
            write(words=wrong)


def test_who_may_not_publish_announces_nothing(write, bo):
    with pytest.raises(Forbidden):
        write(by=bo)


def test_an_editor_finds_news_beside_the_articles(client, centre, ada, bo):
    client.force_login(ada)
    assert '<a href="/desk/status/news/">' in client.get("/desk/help/").content.decode()

    client.force_login(bo)  # who may not announce
    assert "/desk/status/news/" not in client.get("/desk/help/").content.decode()


def test_it_is_written_published_and_deleted_in_the_desk(client, centre, ada):
    client.force_login(ada)
    picture = BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    told = {"title_en": "A fair", "body_en": "<p>Come <em>all</em>.</p>", "seen": 0}

    file = SimpleUploadedFile("fair.png", picture.getvalue(), "image/png")
    page = client.post("/desk/status/news/new/", told | {"cover": file, "then": "publish"}).headers[
        "Location"
    ]

    made = Announcement.objects.get()
    assert made.cover and made.publish_at <= timezone.now()
    assert "&lt;em&gt;all" in read(client, page)
    assert made.cover.address in read(client, "/help/en/news/")
    assert client.post(page, told | {"title_en": "The fair", "seen": 0}).status_code == 422
    client.post(page, told | {"title_en": "The fair", "seen": 1, "removes_cover": "on"})
    made.refresh_from_db()
    assert (str(made), made.cover, made.publish_at) == ("The fair", None, None)
    assert "The fair" in read(client, "/desk/status/news/")

    client.post(f"{page}deletion/")
    assert not Announcement.objects.standing().exists()
    read(client, page, 404)


def test_search_engines_read_news_as_a_posting_of_the_shop(client, write):
    Brand.objects.update_or_create(pk=1, defaults={"name": "Wexmoor"})
    made = write(publish_at=now())

    data = checked_data(read(client, f"/help/en/news/{made.pk}/"))["BlogPosting"]
    assert data["author"] == data["publisher"] and data["publisher"]["name"] == "Wexmoor"


def test_the_form_of_a_new_one_sent_twice_writes_one(client, centre, ada):
    client.force_login(ada)
    form = client.get("/desk/status/news/new/").content.decode()
    key = re.search(r'name="client_id" value="([^"]+)"', form)[1]
    said = {"title_en": "We open on Sundays", "body_en": "From May on.", "seen": 0, "client_id": key}

    answers = [client.post("/desk/status/news/new/", said | {"then": "publish"}) for _twice in range(2)]

    made = Announcement.objects.get()
    assert [answer.url for answer in answers] == [f"/desk/status/news/{made.pk}/"] * 2


def test_the_editor_of_articles_is_there_for_each_language_and_says_its_words(client, centre, ada):
    ada.language = "de"
    ada.save()
    client.force_login(ada)

    page = client.get("/desk/status/news/new/").content.decode()

    assert page.count("data-news-body") == page.count("data-files=") == 2 and "shopbell/news.js" in page
    assert (
        json.loads(html.unescape(re.search(r'data-news-body[^>]* data-words="([^"]+)"', page)[1]))["Bold"]
        == "Fett"
    )


def test_pictures_of_news_are_kept_as_long_as_it_names_them(write, ada):
    covers, drawn, unused = (
        HelpFile.objects.create(name=f"{n}.png", type="image/png", size_bytes=1, blob="x") for n in range(3)
    )
    made = write(body=f'<p>Look: <img src="{drawn.address}" alt="A lamp"></p>', cover=covers)
    later = now(days=100)

    sweep_files(later)
    assert set(HelpFile.objects.all()) == {covers, drawn} and unused.pk
    made.delete()
    sweep_files(later)
    assert not HelpFile.objects.exists()


def test_search_engines_find_the_status_page_and_what_is_shown_in_each_language(client, write):
    write("A draft")
    words = {"de": {"title": "Sonntags offen", "summary": "", "body": "<p>Ab Mai.</p>"}}
    shown = write(words=words, publish_at=now())

    sitemap = ElementTree.fromstring(client.get("/status/sitemap.xml").content)
    places = [each.text for each in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]

    assert [place.removeprefix("http://testserver") for place in places] == [
        *("/help/en/status/", "/help/de/status/", "/help/en/news/", "/help/de/news/"),
        f"/help/en/news/{shown.pk}/we-open-on-sundays/",
        f"/help/de/news/{shown.pk}/sonntags-offen/",
    ]
    others = [each.get("href") for each in sitemap.iter() if each.get("hreflang") == "x-default"]
    assert others == [f"http://testserver/help/en/news/{shown.pk}/we-open-on-sundays/"] * 2


def test_a_character_that_no_xml_may_have_breaks_neither_feed_nor_sitemap(client, write):
    write("We open\x08 on Sundays", publish_at=now())

    feed = ElementTree.fromstring(client.get("/help/en/news/feed.xml").content)
    ElementTree.fromstring(client.get("/status/sitemap.xml").content)

    assert "We open\ufffd on Sundays" in "".join(feed.itertext())


@pytest.mark.usefixtures("minutes")
def test_the_sitemap_reads_no_bodies_and_is_made_once_until_news_change(client, write):
    shown = write(publish_at=now())
    made, asked = queries_of(client, "/status/sitemap.xml")
    texts = [sql for sql in asked if "announcements_announcementtext" in sql]
    assert texts and not any('"body"' in sql for sql in texts)

    again, asked = queries_of(Client(), "/status/sitemap.xml")
    assert (again.content, len(asked)) == (made.content, 1)

    write("Closed on Sundays", announcement=shown, publish_at=shown.publish_at, seen=1)
    assert "closed-on-sundays" in read(client, "/status/sitemap.xml")
    shown.texts.update(title="Open for good")
    assert "open-for-good" in read(client, "/status/sitemap.xml")


def test_the_one_search_finds_news_once_they_are_shown(client, write, ada):
    later = write("Lanterns are back", publish_at=now(hours=1))
    write("Lanterns in a draft")
    write(
        words={"de": {"title": "Sonntags offen", "summary": "", "body": "<p>Ab Mai.</p>"}}, publish_at=now()
    )

    def found(text, **reader):
        return [
            hit.title
            for hit in find(text, language="en", reader=Reader(languages=("en", "de"), **reader)).hits
        ]

    assert found("open sundays") == ["We <mark>open</mark> on <mark>Sundays</mark>"]
    assert "News · " not in client.get("/help/en/search/", {"q": "open sundays"}).content.decode()
    assert found("sonntags") and not found("lanterns") and not found("lanterns", agent=ada)
    Announcement.objects.filter(pk=later.pk).update(publish_at=now(hours=-1))
    publish_due_news(now())
    DueDocument.objects.all().delete()  # as where its moment comes by itself, and no words change
    assert not found("lanterns") and note_published() == 1
    assert found("lanterns") and note_published() == 0
    delete_announcement(later, by=ada)
    assert not found("lanterns")
    bring_back_announcement(later, by=ada)
    assert found("lanterns")
    later.delete()
    assert not found("lanterns")
