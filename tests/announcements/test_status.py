"""The status page as shoppers and programs read it, and the line about it wherever they are about to ask."""

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from babel.dates import format_date
from django.utils import timezone

from shopbell.announcements.incident import Kind, State
from shopbell.announcements.publishing import About, Said, begin_incident, publish_update

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R136")]


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.headers
    return answer.content.decode()


def test_without_an_incident_it_says_that_all_is_well(client, payments):
    page = read(client, "/help/en/status/")

    assert "Everything works" in page and "Payments" in page and "100% without an outage" in page


def test_it_tells_what_runs_what_is_planned_and_what_was(client, begin, ada):
    over = begin("Parcels were late", kind=Kind.DELAY)
    publish_update(over, Said({"en": "They are on their way."}, State.OVER), by=ada)
    begin("Cards are declined")
    begin("We move", kind=Kind.MAINTENANCE, starts_at=timezone.now() + timedelta(days=2))

    page = read(client, "/help/en/status/")

    running, rest = page.split('id="planned"')
    planned, past = rest.split('id="past"')
    assert "Cards are declined" in running and "The bank is slow." in running
    assert "We move" in planned and "Parcels were late" in past
    assert "Outage" in page and 'class="is-outage"' in page


def test_it_speaks_the_language_of_the_address_and_else_the_first(client, payments, ada):
    titles = {"en": "Cards", "de": "Karten"}
    begin_incident(About(Kind.OUTAGE, titles, [payments]), Said({"en": "Wait"}), by=ada)

    page = read(client, "/help/de/status/")

    assert "Karten" in page and "Zahlungen" in page and "Wait" in page
    assert client.get("/help/fr/status/").status_code == 404


def test_the_short_address_leads_to_the_language_of_the_browser(client, centre):
    for asked, language in (("de", "de"), ("fr", "en")):
        answer = client.get("/status/", headers={"accept-language": asked})
        assert answer.headers["Location"] == f"/help/{language}/status/"


def test_it_is_there_while_the_help_centre_is_closed(client, centre, begin):
    centre.is_on = False
    centre.save()
    incident = begin()

    assert "Cards are declined" in read(client, f"/help/en/status/{incident.pk}/")
    assert client.get("/help/en/").status_code == 404


def test_programs_read_it_as_json_and_readers_as_a_feed(client, begin):
    incident = begin(next_news_at=timezone.now() + timedelta(hours=1))

    told = client.get("/status/current.json").json()
    feed = read(client, "/help/en/status/feed.xml")

    assert told["parts"][0] | {"uptime_90_days": 0} == {
        "part": "payments", "name": "Payments", "trouble": "outage", "uptime_90_days": 0,
    }  # fmt: skip
    (running,) = told["running"]
    assert (running["title"], running["text"], running["state"]) == (
        "Cards are declined", "The bank is slow.", "known",
    )  # fmt: skip
    assert running["address"].endswith(f"/help/en/status/{incident.pk}/")
    assert "<title>Cards are declined</title>" in feed and "The bank is slow." in feed


def test_a_character_that_no_xml_may_have_breaks_no_reader_of_the_feed(client, begin):
    begin("Cards\x0b are declined", text="The bank\x08 is slow.")

    feed = ElementTree.fromstring(client.get("/help/en/status/feed.xml").content)

    assert "The bank\ufffd is slow." in "".join(feed.itertext())


def test_who_has_it_already_gets_nothing_again(client, begin):
    begin()
    tag = client.get("/help/en/status/").headers["ETag"]

    assert client.get("/help/en/status/", headers={"if-none-match": tag}).status_code == 304


def test_while_it_runs_it_stands_above_whatever_a_shopper_asks_by(client, begin, shop_chat, shop_form, ada):
    places = ["/help/en/", f"/contact/{shop_form.public_key}/", "/portal/sign-in/"]
    sentence = "We know about it: Cards are declined"
    assert not any(sentence in read(client, place) for place in places)

    incident = begin(next_news_at=timezone.now() + timedelta(hours=1))

    for place in places:
        page = read(client, place)
        assert sentence in page and 'Next news by <time datetime="' in page, place
    hello = client.get(f"/chat/{shop_chat.public_key}/hello?zone=Europe/Berlin").json()
    assert hello["troubles"][0]["sentence"] == sentence
    assert hello["troubles"][0]["address"].endswith(f"/help/en/status/{incident.pk}/")
    publish_update(incident, Said({"en": "Done."}, State.OVER), by=ada)
    assert not any(sentence in read(client, place) for place in places)


def test_every_moment_of_the_status_page_is_marked_for_the_browsers_own_clock(client, begin, ada):
    over = begin("Parcels were late", kind=Kind.DELAY)
    publish_update(over, Said({"en": "They are on their way."}, State.OVER), by=ada)
    running = begin(
        next_news_at=timezone.now() + timedelta(hours=1), ends_at=timezone.now() + timedelta(hours=2)
    )

    page = read(client, "/help/en/status/")
    alone = read(client, f"/help/en/status/{running.pk}/")

    own_clock = 'data-own-clock="(exact|day)">[^<]+ UTC</time>'
    assert len(re.findall(own_clock, page)) == 5  # from, until, next news, its update; from of what was
    assert len(re.findall(own_clock, alone)) == 4
    assert "UTC" not in re.sub(own_clock, "", page + alone)


def test_the_line_names_the_gravest_first_and_no_moment_that_has_passed(client, begin):
    begin("Parcels are late", kind=Kind.DELAY)
    outage = begin("Nobody can pay", next_news_at=timezone.now() + timedelta(hours=1))
    type(outage).objects.filter(pk=outage.pk).update(next_news_at=timezone.now() - timedelta(minutes=1))

    page = read(client, "/help/en/")

    assert page.index("Nobody can pay") < page.index("Parcels are late")
    assert "Next news by" not in page


def test_nobody_looks_into_work_that_was_planned(client, begin, ada, desk):
    tomorrow = timezone.now() + timedelta(days=1)
    work = begin("We move", kind=Kind.MAINTENANCE, starts_at=tomorrow, state=State.INVESTIGATING)
    planned = read(client, "/help/en/status/")
    form = read(desk(ada), f"/desk/status/{work.pk}/")
    work.starts_at = timezone.now() - timedelta(minutes=1)
    work.save()
    publish_update(work, Said({"en": "The vans are loaded."}, State.INVESTIGATING), by=ada)
    under_way = read(client, "/help/en/status/")
    publish_update(work, Said({"en": "All is in place."}, State.WATCHING), by=ada)
    watched = read(client, "/help/en/status/")

    assert planned.count("Planned") == 1 and "<b>Announced</b>" in planned and "As planned" in form
    assert "<b>Under way</b>" in under_way
    assert "<b>It is done, and we watch it</b>" in watched
    for page in (planned, form, under_way, watched):
        assert "looking into it" not in page and "mended" not in page


def test_days_with_trouble_are_told_in_the_language_of_the_page(client, begin):
    start = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=2)
    begin(starts_at=start, ends_at=start + timedelta(minutes=90), state=State.OVER)

    english, german = read(client, "/help/en/status/"), read(client, "/help/de/status/")

    assert f"{start:%B} {start.day}, {start.year}" in english and "1 h 30 min" in english
    assert f"{start.day}. {format_date(start, 'MMMM', locale='de')} {start.year}" in german
    assert start.date().isoformat() not in re.sub("<time [^>]+>", "", german)  # which programs read
