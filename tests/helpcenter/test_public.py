"""The help centre as its readers see it."""

import json
import re

import pytest

from shopbell.channels.brand import Brand
from shopbell.helpcenter.redirect import Redirect
from tests.portal.conftest import browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]


def read(client, address, **kwargs):
    return client.get(address, **kwargs)


def test_a_reader_goes_from_the_home_by_a_category_to_an_article(client, write):
    text = write("How to send a lamp back", summary="In four steps.")

    home = read(client, "/help/en/").content.decode()
    assert "Send something back" in home and "How to send a lamp back" in home
    category = read(client, "/help/en/topics/returns/").content.decode()
    assert "In four steps." in category
    address = f"/help/en/articles/{text.article_id}/how-to-send-a-lamp-back/"
    assert f'href="{address}"' in category
    page = read(client, address)
    assert page.status_code == 200 and "Put it into its box." in page.content.decode()
    assert page.headers["Content-Language"] == "en"


def test_the_door_leads_to_the_language_of_the_browser(client, write):
    write("How to send a lamp back")

    for asked, language in (("de-AT", "de"), ("ar", "ar"), ("fr", "en"), ("", "en")):
        assert (
            read(client, "/help/", headers={"accept-language": asked}).headers["Location"]
            == f"/help/{language}/"
        )


def test_an_article_that_is_not_translated_is_read_in_the_first_language_and_says_so(client, write):
    text = write("How to send a lamp back")

    page = read(client, f"/help/ar/articles/{text.article_id}/how-to-send-a-lamp-back/").content.decode()

    assert '<html lang="ar" dir="rtl">' in page and '<article class="help-article card" lang="en"' in page
    assert f'rel="canonical" href="http://testserver/help/en/articles/{text.article_id}/' in page
    assert 'class="help-note"' in page


def test_an_old_title_leads_to_the_article_and_so_does_an_address_of_another_help_centre(client, write):
    text = write("How to send a lamp back")
    Redirect.objects.create(path="hc/en-us/articles/115", article=text.article)
    address = f"/help/en/articles/{text.article_id}/how-to-send-a-lamp-back/"

    for old in (f"/help/en/articles/{text.article_id}/the-old-title/", "/help/hc/en-us/articles/115"):
        answer = read(client, old)
        assert answer.status_code == 301 and answer.headers["Location"] == address
    assert read(client, "/help/hc/nowhere").status_code == 404


@pytest.mark.parametrize("access", ["customers", "agents"])
def test_what_is_not_for_everybody_does_not_exist_for_the_public(client, desk, bo, write, access):
    text = write("What we pay to whom", access=access)
    address = f"/help/en/articles/{text.article_id}/what-we-pay-to-whom/"

    assert read(client, address).status_code == 404
    for page in ("/help/en/", "/help/en/feed.xml", "/help/sitemap.xml"):
        assert "pay-to-whom" not in read(client, page).content.decode()
    assert read(client, "/help/en/topics/returns/").status_code == 404
    assert read(desk(bo), address).status_code == 200
    assert "private" in read(desk(bo), address).headers["Cache-Control"]


def test_a_help_centre_that_is_not_open_exists_for_agents_alone(client, desk, bo, centre, write):
    text = write("How to send a lamp back")
    centre.is_on = False
    centre.save()

    for page in ("/help/", "/help/en/", f"/help/en/articles/{text.article_id}/x/", "/help/sitemap.xml"):
        assert read(client, page).status_code == 404
    assert read(desk(bo), "/help/en/").status_code == 200


def test_a_draft_shows_to_nobody_before_it_is_published(client, ada, write):
    from shopbell.helpcenter.article_draft import write_draft

    text = write("How to send a lamp back")
    write_draft(text.article, "en", {"title": "Secret plan", "summary": "", "body": "<p>Secret</p>"}, by=ada)

    assert (
        "Secret"
        not in read(client, f"/help/en/articles/{text.article_id}/how-to-send-a-lamp-back/").content.decode()
    )
    assert "Secret" not in read(client, "/help/en/").content.decode()


def test_steps_are_told_to_search_engines_and_nothing_can_end_their_script(client, write):
    body = '<ol class="steps"><li>Open the <b>box</b></li><li>&lt;/script&gt;&lt;script&gt;alert(1)</li></ol>'
    text = write("Send & </script> it", body)
    page = read(client, f"/help/en/articles/{text.article_id}/{text.slug}/").content.decode()

    script, crumbs = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    data = json.loads(script)
    assert data["@type"] == "HowTo" and data["name"] == "Send & </script> it"
    assert [step["text"] for step in data["step"]] == ["Open the box", "</script><script>alert(1)"]


def test_a_reader_who_has_the_page_is_not_sent_it_again_until_it_changes(client, write):
    text = write("How to send a lamp back")
    address = f"/help/en/articles/{text.article_id}/how-to-send-a-lamp-back/"
    tag = read(client, address).headers["ETag"]

    assert read(client, address, headers={"if-none-match": tag}).status_code == 304
    write("How to send a lamp back", "<p>Another way.</p>", article=text.article)
    assert read(client, address, headers={"if-none-match": tag}).status_code == 200


def test_the_home_and_each_category_name_their_languages_what_they_are_about_and_stand_in_the_sitemap(
    client, write
):
    write("How to send a lamp back")
    sitemap = read(client, "/help/sitemap.xml").content.decode()

    for below in ("", "topics/returns/"):
        page = read(client, f"/help/de/{below}").content.decode()
        for code, language in (("en", "en"), ("de", "de"), ("x-default", "en")):
            link = f'hreflang="{code}" href="http://testserver/help/{language}/{below}"'
            assert link in page and link in sitemap
        (about,) = re.findall('<meta name="description" content="([^"]+)">', page)
        assert "Etwas zurückschicken" in about or "How to send a lamp back" in about


def test_sitemap_and_feed_name_each_language_of_what_is_public(client, write):
    text = write("How to send a lamp back")
    write("Eine Lampe zurückschicken", language="de", article=text.article)

    sitemap = read(client, "/help/sitemap.xml").content.decode()
    assert sitemap.count(f"<loc>http://testserver/help/en/articles/{text.article_id}/how-to") == 1
    assert sitemap.count('hreflang="de" href="http://testserver/help/de/articles/') == 2
    assert sitemap.count('hreflang="x-default" href="http://testserver/help/en/articles/') == 2
    feed = read(client, "/help/de/feed.xml").content.decode()
    assert "Eine Lampe zurückschicken" in feed and "How to" not in feed
    assert feed.count("<published>") == feed.count("<entry>") == 1


def test_an_article_keeps_its_id_in_the_feed_when_it_is_called_otherwise(client, write):
    text = write("How to send a lamp back")
    write("Sending a lamp back", article=text.article)

    feed = read(client, "/help/en/feed.xml").content.decode()
    assert f"<entry><id>http://testserver/help/en/articles/{text.article_id}/</id>" in feed


def test_the_languages_of_an_article_name_its_own_addresses(client, write):
    text = write("How to send a lamp back")
    write("Eine Lampe zurückschicken", language="de", article=text.article)
    page = read(client, f"/help/en/articles/{text.article_id}/how-to-send-a-lamp-back/").content.decode()

    named = re.findall(r'<link rel="alternate" hreflang="\w+" href="http://testserver([^"]+)"', page)
    assert len(named) == 2
    assert [client.get(each).status_code for each in named] == [200, 200]


@pytest.mark.requirement("R6")
def test_a_shop_that_nobody_can_write_to_yet_does_not_ask_to_be_written_to(client):
    page = read(client, "/help/en/").content.decode()
    assert "Nothing is written down here yet." in page
    assert "Write to us" not in page and "Ask a person" not in page

    Brand.objects.update_or_create(pk=1, defaults={"phone": "+49 30 1234"})
    page = read(client, "/help/en/").content.decode()
    assert "Ask a person" in page and "+49 30 1234" in page


def test_an_old_address_of_what_is_for_agents_tells_nobody_its_title(client, desk, bo, write):
    text = write("What we pay to whom", access="agents")
    Redirect.objects.create(path="hc/secret", article=text.article)

    assert read(client, "/help/hc/secret").status_code == 404
    assert read(desk(bo), "/help/hc/secret").status_code == 301


def test_a_title_without_letters_has_an_address(client, write):
    text = write("🙂 ?")

    assert read(client, "/help/en/").status_code == 200
    assert read(client, f"/help/en/articles/{text.article_id}/article/").status_code == 200


def test_a_translation_that_is_behind_says_so_to_its_readers_and_no_other_does(client, write):
    text = write("How to send a lamp back")
    german = write("Eine Lampe zurückschicken", language="de", article=text.article)
    note = 'class="help-note"'
    address = f"/help/de/articles/{text.article_id}/{german.slug}/"
    assert note not in read(client, address).content.decode()

    write("How to send a lamp back", "<p>Keep the box.</p>", article=text.article)

    assert note in read(client, address).content.decode()
    english = f"/help/en/articles/{text.article_id}/how-to-send-a-lamp-back/"
    assert note not in read(client, english).content.decode()


def test_old_addresses_of_one_part_or_in_another_language_lead_on(client, write):
    text = write("How to send a lamp back")
    for path in ("faq", "en-us/articles/115"):
        Redirect.objects.create(path=path, article=text.article)

        answer = read(client, f"/help/{path}/")
        assert (
            answer.status_code == 301
            and f"/help/en/articles/{text.article_id}/" in answer.headers["Location"]
        )
    assert read(client, "/help/%00").status_code == 404


def test_a_language_that_the_centre_has_no_longer_is_read_by_nobody_and_taken_back_in_the_desk(
    client, desk, ada, centre, write
):
    text = write("Bezahlen", language="de")
    centre.languages = ["en"]
    centre.save()

    assert "Bezahlen" not in read(client, "/help/en/").content.decode()
    assert read(client, f"/help/en/articles/{text.article_id}/bezahlen/").status_code == 404
    assert "Deutsch" in read(desk(ada), f"/desk/help/{text.article_id}/de/").content.decode()


def test_headings_have_anchors_of_their_own(client, write):
    text = write("Long", "".join(f"<h2>{name}</h2><p>x</p>" for name in ("Content", "a", "a", "a 2")))
    page = read(client, f"/help/en/articles/{text.article_id}/long/").content.decode()

    anchors = re.findall(r'<h2 id="(part[^"]*)">', page)
    assert len(set(anchors)) == 4


def test_what_is_for_customers_is_read_by_who_is_signed_in_to_the_portal(client, write, mina):
    text = write("How to be refunded twice", access="customers")
    address = f"/help/en/articles/{text.article_id}/how-to-be-refunded-twice/"

    assert read(client, address).status_code == 404
    page = browser_of(mina).get(address)

    assert page.status_code == 200 and page.headers["Cache-Control"] == "private, no-cache"
